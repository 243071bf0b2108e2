package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.oauth.KeyRing;
import com.cloudaggregator.oauth.SymmetricKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) under a key ring. The format is {@code v1.<key id>.} in ASCII, a
 * random nonce of 12 bytes, ciphertext and tag. The place that a value was sealed for is
 * authenticated with it. Random nonces allow 2^32 values under one key (section 8.3); rotate the
 * ring long before.
 */
final class SealedBox {
  private static final String VERSION = "v1";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int LONGEST_PREFIX = 36;

  private final KeyRing keys;
  private final SecureRandom random;

  SealedBox(KeyRing keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  /**
   * Writes the place of a value; {@link DataOutputStream#writeUTF} prefixes each text with its
   * length.
   */
  @FunctionalInterface
  interface Encoding {
    void writeTo(DataOutputStream out) throws IOException;
  }

  static byte[] encode(Encoding encoding) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      encoding.writeTo(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  byte[] seal(byte[] plaintext, Encoding place) {
    SymmetricKey key = keys.active();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] prefix = (VERSION + "." + key.id() + ".").getBytes(StandardCharsets.US_ASCII);
    try {
      byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, key, nonce, place).doFinal(plaintext);
      return ByteBuffer.allocate(prefix.length + nonce.length + ciphertext.length)
          .put(prefix)
          .put(nonce)
          .put(ciphertext)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform supports  " + CIPHER, e);
    }
  }

  /**
   * Empty if the value was changed, belongs to another place, or was sealed with a key outside the
   * ring.
   */
  Optional<byte[]> open(byte[] sealed, Encoding place) {
    Optional<String> id = readKeyId(sealed);
    Optional<SymmetricKey> key = id.flatMap(keys::find);
    if (id.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    int end = VERSION.length() + 1 + id.get().length();
    ByteBuffer rest = ByteBuffer.wrap(sealed, end + 1, sealed.length - end - 1);
    byte[] nonce = new byte[NONCE_BYTES];
    rest.get(nonce);
    byte[] ciphertext = new byte[rest.remaining()];
    rest.get(ciphertext);
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key.get(), nonce, place).doFinal(ciphertext));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform supports  " + CIPHER, e);
    }
  }

  /** The id of the key that the value names, if this ring does not have it. */
  Optional<String> findMissingKey(byte[] sealed) {
    return readKeyId(sealed).filter(id -> keys.find(id).isEmpty());
  }

  /** Empty if the value does not have the form of a sealed one. */
  private static Optional<String> readKeyId(byte[] sealed) {
    String head =
        new String(sealed, 0, Math.min(sealed.length, LONGEST_PREFIX), StandardCharsets.US_ASCII);
    int end = head.indexOf('.', VERSION.length() + 1);
    return !head.startsWith(VERSION + ".")
            || end < 0
            || sealed.length - end - 1 < NONCE_BYTES + TAG_BITS / Byte.SIZE
        ? Optional.empty()
        : Optional.of(head.substring(VERSION.length() + 1, end));
  }

  private static Cipher cipher(int mode, SymmetricKey key, byte[] nonce, Encoding place)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode, new SecretKeySpec(key.secret(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(
        encode(
            out -> {
              out.writeUTF(VERSION);
              out.writeUTF(key.id());
              place.writeTo(out);
            }));
    return cipher;
  }
}
