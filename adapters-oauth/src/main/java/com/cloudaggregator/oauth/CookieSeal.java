package com.cloudaggregator.oauth;

import java.util.Optional;

/**
 * Encrypts and authenticates the values of our own cookies under the flow key ring. A value that
 * was sealed for one purpose cannot be opened for another.
 */
public interface CookieSeal {

  /**
   * @return base64url without padding (<a
   *     href="https://www.rfc-editor.org/rfc/rfc4648#section-5">RFC 4648, section 5</a>)
   */
  String seal(String purpose, byte[] content);

  /**
   * Empty if the value was not sealed for this purpose, was changed, is longer than a cookie can
   * be, or was sealed with a key outside the ring.
   */
  Optional<byte[]> open(String purpose, String sealed);
}
