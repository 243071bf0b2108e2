package com.cloudaggregator.application.transfer;

/** Why a transfer moves nothing. */
public enum TransferRefusal {
  /** Not a token of ours, or its parked credentials are unreadable: a new sign-in makes a new one. */
  TOKEN_INVALID,
  TOKEN_EXPIRED,
  /** The offer was made to another user. */
  OTHER_USER,
  /** There is no such offer any more. */
  NOT_FOUND,
  /** Another user owns it by now. */
  OWNER_CHANGED,
  /** The owner has disconnected it: it can be connected without a transfer. */
  RELEASED,
  /** The requester owns it by now, though not by this offer. */
  ALREADY_OWNER
}
