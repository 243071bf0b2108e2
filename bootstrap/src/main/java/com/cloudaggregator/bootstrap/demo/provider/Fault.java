package com.cloudaggregator.bootstrap.demo.provider;

/** The faults that can be set at a demo provider. */
public enum Fault {
  NONE,
  /** Answers after two seconds. */
  SLOW,
  /** Does not answer until the fault is removed, for a minute at most. */
  HANG,
  TOO_MANY_REQUESTS,
  SERVER_ERROR,
  NO_REFRESH_TOKEN,
  /** Access tokens live for half a minute. */
  SHORT_LIVED,
  /** The token endpoint refuses each code and each refresh token. */
  INVALID_GRANT,
  /** The consent page answers {@code access_denied}, whichever button is pressed. */
  DENIED,
  /** The consent page answers a provider-specific error, whichever button is pressed. */
  CONSENT_ERROR,
  /** One of the requested scopes is not granted. */
  SCOPE_LEFT_OUT,
  /** The user-info endpoint answers 403. */
  USER_INFO_REFUSED,
  WRONG_NONCE,
  /** Neither the user-info answer nor the ID token names the account. */
  MISSING_ID,
  /** The revocation endpoint answers 400. Everything else works. */
  REVOCATION_REFUSED
}
