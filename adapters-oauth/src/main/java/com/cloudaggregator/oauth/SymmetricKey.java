package com.cloudaggregator.oauth;

import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A symmetric key of 256 bits; {@code toString} shows its id only. */
public final class SymmetricKey {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final int BYTES = 32;

  private final String id;
  private final byte[] secret;

  /**
   * @param id stored in clear text with everything that the key seals or signs
   * @throws IllegalArgumentException if malformed; the message does not contain the secret
   */
  public SymmetricKey(String id, byte[] secret) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("A key id must have 1 to 32 letters, digits, '-' or '_'");
    }
    if (secret.length != BYTES) {
      throw new IllegalArgumentException("A key has " + BYTES + " bytes");
    }
    this.id = id;
    this.secret = secret.clone();
  }

  public String id() {
    return id;
  }

  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SymmetricKey that
        && id.equals(that.id)
        && MessageDigest.isEqual(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "Key[" + id + "]";
  }
}
