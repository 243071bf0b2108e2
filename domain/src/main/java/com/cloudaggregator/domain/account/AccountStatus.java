package com.cloudaggregator.domain.account;

/** Whether an account is owned, and whether its credentials work. */
public enum AccountStatus {
  /** Owned, and its credentials are believed to work. */
  CONNECTED,
  /** Owned, but only a new proof of control by the owner makes its credentials work again. */
  NEEDS_RECONNECT,
  /** Owned by nobody; the credentials are gone, the row and its epoch stay. */
  RELEASED
}
