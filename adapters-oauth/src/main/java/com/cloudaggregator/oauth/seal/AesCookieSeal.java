package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.oauth.CookieSeal;
import java.util.Base64;
import java.util.Optional;

/** Cookie values in a {@link SealedBox}, with the purpose as their place. */
final class AesCookieSeal implements CookieSeal {
  /**
   * A cookie has at most 4,096 bytes including its name (<a
   * href="https://www.rfc-editor.org/rfc/rfc6265#section-6.1">RFC 6265, section 6.1</a>); a longer
   * one is not decoded.
   */
  private static final int LONGEST = 4096;

  private final SealedBox box;

  AesCookieSeal(SealedBox box) {
    this.box = box;
  }

  @Override
  public String seal(String purpose, byte[] content) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(box.seal(content, out -> out.writeUTF(purpose)));
  }

  @Override
  public Optional<byte[]> open(String purpose, String sealed) {
    return decode(sealed).flatMap(bytes -> box.open(bytes, out -> out.writeUTF(purpose)));
  }

  /** The id of the key that the value names, if the ring does not have it. */
  Optional<String> findMissingKey(String sealed) {
    return decode(sealed).flatMap(box::findMissingKey);
  }

  private static Optional<byte[]> decode(String sealed) {
    if (sealed.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getUrlDecoder().decode(sealed));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
