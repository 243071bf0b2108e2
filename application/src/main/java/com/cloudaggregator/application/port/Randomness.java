package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.credential.Secret;

/** Unpredictable values. */
public interface Randomness {

  /** 256 bits in base64url without padding: 43 characters, which is also a PKCE verifier (RFC 7636, section 4.1). */
  Secret secret();
}
