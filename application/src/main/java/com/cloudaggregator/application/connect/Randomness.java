package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.credential.Secret;

/** Unpredictable values. */
public interface Randomness {

  /**
   * 256 random bits in base64url without padding: 43 characters, which is also valid as a PKCE
   * verifier (<a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.1">RFC 7636, section
   * 4.1</a>).
   */
  Secret nextSecret();
}
