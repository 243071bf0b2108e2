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
  WRONG_NONCE,
  /** Neither the user-info answer nor the ID token names the account. */
  MISSING_ID
}
