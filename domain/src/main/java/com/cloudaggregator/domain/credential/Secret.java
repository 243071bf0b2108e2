package com.cloudaggregator.domain.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A token or code. It is never printed, and two are compared in constant time. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("A secret must not be empty");
    }
    this.value = value;
  }

  /**
   * The secret itself. Call it only where the secret is sealed or sent to the party that may have
   * it.
   */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  private byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
