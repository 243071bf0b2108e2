package com.cloudaggregator.bootstrap.demo.provider;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs ID tokens (RS256) with a key created at start-up, and publishes the public key (RFC 7517).
 * All stand-ins of a process have the same key under different ids, because to create one takes up
 * to a second. Written without Nimbus on purpose: it tests the program's verifier, which uses that
 * library.
 */
final class IdTokens {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int KEY_BITS = 2048;
  private static final KeyPair KEYS = createKeys();

  private final JsonMapper json = JsonMapper.builder().build();
  private final SecureRandom random;
  private final String keyId;

  IdTokens(SecureRandom random) {
    this.random = random;
    byte[] id = new byte[8];
    random.nextBytes(id);
    keyId = "demo-" + BASE64URL.encodeToString(id);
  }

  private static KeyPair createKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("RSA is in every JDK", impossible);
    }
  }

  String sign(Map<String, Object> claims) {
    String head =
        encode(json.writeValueAsBytes(Map.of("alg", "RS256", "typ", "JWT", "kid", keyId)));
    String signed = head + "." + encode(json.writeValueAsBytes(claims));
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(KEYS.getPrivate(), random);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encode(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("An RSA key of our own signs", impossible);
    }
  }

  Map<String, Object> keySet() {
    var key = (RSAPublicKey) KEYS.getPublic();
    return Map.of(
        "keys",
        List.of(
            Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                keyId,
                "n",
                encode(unsigned(key.getModulus())),
                "e",
                encode(unsigned(key.getPublicExponent())))));
  }

  /** Without the sign byte (RFC 7518, section 6.3.1). */
  private static byte[] unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes.length > 1 && bytes[0] == 0
        ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length)
        : bytes;
  }

  private static String encode(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }
}
