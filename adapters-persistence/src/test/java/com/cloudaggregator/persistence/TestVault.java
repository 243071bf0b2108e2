package com.cloudaggregator.persistence;

import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.domain.credential.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A vault with one key, in the stored format that names the key. Nonces are counted, not random.
 */
public final class TestVault implements Vault {
  private static final AtomicLong NONCES = new AtomicLong();
  private static final int NONCE_BYTES = 12;

  private final byte[] header;
  private final SecretKeySpec key;

  public TestVault(String keyId, String keyOf32Characters) {
    this.header = ("v1." + keyId + ".").getBytes(StandardCharsets.US_ASCII);
    this.key = new SecretKeySpec(keyOf32Characters.getBytes(StandardCharsets.US_ASCII), "AES");
  }

  String keyId() {
    return new String(header, StandardCharsets.US_ASCII).split("\\.")[1];
  }

  public static TestVault usual() {
    return new TestVault("k1", "0123456789abcdef0123456789abcdef");
  }

  @Override
  public Sealed seal(Secret secret, Place place) {
    byte[] nonce =
        ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(NONCES.incrementAndGet()).array();
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, place)
              .doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
      return new Sealed(
          ByteBuffer.allocate(header.length + NONCE_BYTES + sealed.length)
              .put(header)
              .put(nonce)
              .put(sealed)
              .array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public OpenResult open(Sealed sealed, Place place) {
    byte[] bytes = sealed.bytes();
    if (!Arrays.equals(header, Arrays.copyOf(bytes, header.length))) {
      return new OpenResult.Unreadable();
    }
    int body = header.length + NONCE_BYTES;
    try {
      byte[] opened =
          cipher(Cipher.DECRYPT_MODE, Arrays.copyOfRange(bytes, header.length, body), place)
              .doFinal(bytes, body, bytes.length - body);
      return new OpenResult.Opened(new Secret(new String(opened, StandardCharsets.UTF_8)));
    } catch (AEADBadTagException e) {
      return new OpenResult.Unreadable();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, Place place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(128, nonce));
    cipher.updateAAD(place.toString().getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
