package com.cloudaggregator.application.verification;

/** What can be observed. */
public enum Evidence {
  DUPLICATE_DETECTED,
  CONFLICT_DECIDED,
  /** The browser was redirected with the offer in the fragment. */
  CONFLICT_ANSWERED,
  /** The page requested the preview of a valid offer and got it, which opens the dialog. */
  DIALOG_SHOWN,
  IDEMPOTENT_RESOLVED,
  /** A duplicate ended in {@code connection=success}. */
  SUCCESS_ANSWERED,
  /** The page reported the success to the user whose duplicate it was. */
  SUCCESS_SHOWN,
  ADOPTED,
  OWNER_LOOKUP_FAILED,
  OWNER_MISSING,
  OTHER_UNIQUE_CONSTRAINT,
  NON_UNIQUE_ERROR,
  /** A duplicate ended in {@code database_error}. */
  DATABASE_ERROR_ANSWERED,
  /** The global unique index refused a row, and the error was not recognized as a duplicate. */
  DUPLICATE_NOT_UNDERSTOOD,
  /** A callback was about to redirect to an outcome that is not on the list. */
  UNLISTED_ANSWER,
  /** Another user owned the account, and the offer could not be stored. */
  OFFER_FAILED,
  /** The claimant owned the account, and their credentials could not be stored. */
  RENEWAL_FAILED,
  /** The account was released, and its new owner could not be stored. */
  ADOPTION_FAILED,
  /** The browser was redirected to the dialog and got an error instead. */
  DIALOG_NOT_SHOWN,
  /** The browser was redirected to the success page and got an error instead. */
  SUCCESS_NOT_SHOWN,
  /** The log level suppresses a line that the record looks for; the same for the five below. */
  DETECTION_NOT_LOGGED,
  CONFLICT_NOT_LOGGED,
  RACE_NOT_LOGGED,
  LOOKUP_FAILURE_NOT_LOGGED,
  MISSING_OWNER_NOT_LOGGED,
  OTHER_CONSTRAINT_NOT_LOGGED,
  /**
   * A provider did not grant access because of our configuration; for the overview, like the four
   * below. No criterion is about them.
   */
  REFUSED_CONFIGURATION,
  REFUSED_USER,
  REFUSED_ADMINISTRATOR,
  REFUSED_ACCOUNT,
  REFUSED_TEMPORARY
}
