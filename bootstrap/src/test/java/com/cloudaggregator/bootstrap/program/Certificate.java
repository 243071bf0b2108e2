package com.cloudaggregator.bootstrap.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A self-signed certificate of one day for these host names, with its key: as a PKCS #12 file,
 * which is a trust store too, and as two PEM files.
 */
record Certificate(Path store, Path certificate, Path key, String keyHash) {
  static final String PASSWORD = "throw-away";

  static Certificate of(Path directory, List<String> hosts) {
    Path store = directory.resolve("tls.p12");
    try {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "tls",
                  "-keyalg",
                  "EC",
                  "-groupname",
                  "secp256r1",
                  "-dname",
                  "CN=throw-away",
                  "-validity",
                  "1",
                  "-ext",
                  "SAN="
                      + hosts.stream().map(host -> "dns:" + host).collect(Collectors.joining(",")),
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD)
              .inheritIO()
              .start();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool ended with " + keytool.exitValue());
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      var certificate = keys.getCertificate("tls");
      byte[] key = keys.getKey("tls", PASSWORD.toCharArray()).getEncoded();
      return new Certificate(
          store,
          pem(directory.resolve("tls.pem"), "CERTIFICATE", certificate.getEncoded()),
          pem(directory.resolve("tls.key"), "PRIVATE KEY", key),
          Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-256")
                      .digest(certificate.getPublicKey().getEncoded())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path pem(Path file, String type, byte[] content) throws IOException {
    return Files.write(
        file,
        Stream.of(
                "-----BEGIN " + type + "-----",
                Base64.getMimeEncoder().encodeToString(content),
                "-----END " + type + "-----")
            .toList());
  }
}
