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
  UNLISTED_ANSWER,
  /** Someone else's duplicate, and the offer could not be stored. */
  OFFER_FAILED,
  /** The owner's own duplicate, and his credentials could not be stored. */
  RENEWAL_FAILED,
  /** A released account's duplicate, and its new owner could not be stored. */
  ADOPTION_FAILED,
  /** The browser was sent to the dialog and got an error in its place. */
  DIALOG_NOT_SHOWN,
  /** The browser was sent to the page that says success and got an error in its place. */
  SUCCESS_NOT_SHOWN,
  /** The log's level keeps the line back that the record looks for; so too the five that follow. */
  DETECTION_NOT_LOGGED,
  CONFLICT_NOT_LOGGED,
  RACE_NOT_LOGGED,
  LOOKUP_FAILURE_NOT_LOGGED,
  MISSING_OWNER_NOT_LOGGED,
  OTHER_CONSTRAINT_NOT_LOGGED
}
