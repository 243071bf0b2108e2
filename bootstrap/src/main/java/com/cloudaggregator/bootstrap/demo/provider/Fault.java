package com.cloudaggregator.bootstrap.demo.provider;

/** What a demo provider may be told to do wrong. */
public enum Fault {
  NONE,
  /** Answers after two seconds. */
  SLOW,
  /** Does not answer until the fault is taken back, or a minute is over. */
  HANG,
  TOO_MANY_REQUESTS,
  SERVER_ERROR,
  NO_REFRESH_TOKEN,
  /** Access tokens live for half a minute. */
  SHORT_LIVED,
  /** The token endpoint refuses each code and each refresh token. */
  INVALID_GRANT,
  /** The consent page answers {@code access_denied}, whatever was pressed. */
  DENIED,
  /** The consent page answers an error of the provider's own, whatever was pressed. */
  CONSENT_ERROR,
  /** One of the permissions that were asked for is not granted. */
  SCOPE_LEFT_OUT,
  /** The user-info endpoint answers 403. */
  USER_INFO_REFUSED,
  WRONG_NONCE,
  /** Neither the user-info answer nor the ID token names the account. */
  MISSING_ID,
  /** A grant is not taken back: the revocation endpoint answers 400. Nothing else of the provider is amiss. */
  REVOCATION_REFUSED
}
