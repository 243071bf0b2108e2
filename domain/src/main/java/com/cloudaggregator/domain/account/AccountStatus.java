package com.cloudaggregator.domain.account;

/** Whether an account has an owner, and whether its credentials work. */
public enum AccountStatus {
  /** Has an owner, and its credentials are believed to work. */
  CONNECTED,
  /** Has an owner, but its credentials do not work until the owner signs in again. */
  NEEDS_RECONNECT,
  /** Has no owner; the credentials have been destroyed, the row and its epoch stay. */
  RELEASED
}
