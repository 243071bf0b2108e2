package com.cloudaggregator.application.evidence;

/** What can be seen. */
public enum Evidence {
  DUPLICATE_DETECTED,
  CONFLICT_DECIDED,
  /** The browser was sent back with the offer in the fragment. */
  CONFLICT_ANSWERED,
  /** The page asked for the preview of an offer that stands and got it, which opens the dialog. */
  DIALOG_SHOWN,
  IDEMPOTENT_RESOLVED,
  /** A duplicate ended in {@code connection=success}. */
  SUCCESS_ANSWERED,
  /** The page said so to the user whose duplicate it was. */
  SUCCESS_SHOWN,
  ADOPTED,
  OWNER_LOOKUP_FAILED,
  OWNER_MISSING,
  OTHER_UNIQUE_CONSTRAINT,
  NON_UNIQUE_ERROR,
  /** A duplicate ended in {@code database_error}. */
  DATABASE_ERROR_ANSWERED,
  /** The global unique index refused a row, and that was not understood. */
  DUPLICATE_NOT_UNDERSTOOD,
  /** A callback was about to answer with what is no outcome of it. */
  UNLISTED_ANSWER
}
