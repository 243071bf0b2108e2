package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of the {@code state} of a flow (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-10.12">RFC 6749, section 10.12</a>). The
 * state itself is not stored.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record StateHash(String hex) {
  private static final int NAME_LENGTH = 16;

  public StateHash {
    if (hex.length() != 64) {
      throw new IllegalArgumentException("SHA-256 has 64 hexadecimal digits");
    }
  }

  public static StateHash of(Secret state) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(state.reveal().getBytes(StandardCharsets.UTF_8));
      return new StateHash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * A prefix of the hash that identifies the flow within one browser; the suffix of the binding
   * cookie's name.
   */
  public String flowName() {
    return hex.substring(0, NAME_LENGTH);
  }
}
