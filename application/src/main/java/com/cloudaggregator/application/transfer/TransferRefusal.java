package com.cloudaggregator.application.transfer;

/** Why a transfer moves nothing. */
public enum TransferRefusal {
  /**
   * Not one of our tokens, or the parked credentials are unreadable. A new sign-in creates a new
   * offer.
   */
  TOKEN_INVALID,
  TOKEN_EXPIRED,
  /** The offer was made to another user. */
  OTHER_USER,
  /** The offer does not exist any longer. */
  NOT_FOUND,
  /** Another user owns the account now. */
  OWNER_CHANGED,
  /** The owner has disconnected the account; it can be connected without a transfer. */
  RELEASED,
  /** An operator has frozen the account. */
  FROZEN,
  /** The requester already owns the account, but not through this offer. */
  ALREADY_OWNER
}
