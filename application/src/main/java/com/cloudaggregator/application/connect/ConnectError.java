package com.cloudaggregator.application.connect;

/**
 * Why a callback did not connect an account: the closed list of the contract (docs/contract.md),
 * except for the ownership conflict, which comes with an offer.
 */
public enum ConnectError {
  /** The user refused consent at the provider. */
  ACCESS_DENIED,
  /**
   * There is no such flow in this browser: expired, used before, or of another browser, user,
   * provider or issuer.
   */
  INVALID_STATE,
  /** The response is malformed: a parameter is missing, repeated or too long. */
  MISSING_PARAMS,
  /** The provider answered the authorization request with another error. */
  PROVIDER_ERROR,
  PROVIDER_UNAVAILABLE,
  PROVIDER_NOT_CONFIGURED,
  TOKEN_EXCHANGE_FAILED,
  IDENTITY_INVALID,
  USERINFO_FAILED,
  INSUFFICIENT_SCOPE,
  /** The user signed in to a different account from the one to reconnect. */
  ACCOUNT_MISMATCH,
  MISSING_REFRESH_TOKEN,
  /** An operator has frozen the account. */
  ACCOUNT_FROZEN,
  RATE_LIMITED,
  /** The owner could not be looked up after SQLSTATE 23505. */
  DATABASE_QUERY_FAILED,
  /** SQLSTATE 23505, one more insert, and still no row. */
  DATABASE_INCONSISTENCY,
  DATABASE_UNAVAILABLE,
  DATABASE_ERROR
}
