package com.cloudaggregator.oauth;

import com.cloudaggregator.oauth.OAuthAdapter.Key;
import com.cloudaggregator.oauth.OAuthAdapter.KeyRing;
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
 * AES-256-GCM (NIST SP 800-38D) under a key ring. What is sealed reads {@code v1.<key id>.} in ASCII, a random nonce of
 * 12 bytes, then ciphertext and tag; it opens only with the place that it was sealed for. Random nonces bear 2^32
 * sealings under one key; a ring is rotated long before.
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

  /** Writes what a thing is bound to; {@link DataOutputStream#writeUTF} puts a length before each text. */
  @FunctionalInterface
  interface Encoding {
    void writeTo(DataOutputStream out) throws IOException;
  }

  static byte[] encode(Encoding encoding) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      encoding.writeTo(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  byte[] seal(byte[] plaintext, Encoding place) {
    Key key = keys.active();
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
      throw new IllegalStateException("Every Java platform seals with " + CIPHER, e);
    }
  }

  /** Absent when changed, out of place, or under a key that the ring does not hold. */
  Optional<byte[]> open(byte[] sealed, Encoding place) {
    String head = new String(sealed, 0, Math.min(sealed.length, LONGEST_PREFIX), StandardCharsets.US_ASCII);
    int end = head.indexOf('.', VERSION.length() + 1);
    if (!head.startsWith(VERSION + ".") || end < 0 || sealed.length - end - 1 < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
      return Optional.empty();
    }
    Optional<Key> key = keys.find(head.substring(VERSION.length() + 1, end));
    if (key.isEmpty()) {
      return Optional.empty();
    }
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
      throw new IllegalStateException("Every Java platform opens with " + CIPHER, e);
    }
  }

  private static Cipher cipher(int mode, Key key, byte[] nonce, Encoding place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, new SecretKeySpec(key.secret(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(encode(out -> {
      out.writeUTF(VERSION);
      out.writeUTF(key.id());
      place.writeTo(out);
    }));
    return cipher;
  }
}
