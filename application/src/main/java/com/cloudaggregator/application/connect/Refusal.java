package com.cloudaggregator.application.connect;

/** Why a callback connects nothing: the closed list of the contract, but for the conflict, which is an offer. */
public enum Refusal {
  /** The user said no at the provider. */
  ACCESS_DENIED,
  /** No such flow in this browser: expired, replayed, or of another browser, user, provider or issuer. */
  INVALID_STATE,
  /** The response is not one: a parameter is missing, doubled or too long. */
  MISSING_PARAMS,
  /** The provider answered the authorization request with an error of its own. */
  PROVIDER_ERROR,
  PROVIDER_UNAVAILABLE,
  PROVIDER_NOT_CONFIGURED,
  TOKEN_EXCHANGE_FAILED,
  IDENTITY_INVALID,
  USERINFO_FAILED,
  INSUFFICIENT_SCOPE,
  /** Another account than the one to reconnect. */
  ACCOUNT_MISMATCH,
  MISSING_REFRESH_TOKEN,
  RATE_LIMITED,
  /** The owner could not be looked up after 23505. */
  DATABASE_QUERY_FAILED,
  /** 23505, one more insert, and still no row. */
  DATABASE_INCONSISTENCY,
  DATABASE_UNAVAILABLE,
  DATABASE_ERROR
}
