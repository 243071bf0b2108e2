package com.cloudaggregator.application.verification;

import static com.cloudaggregator.application.verification.Evidence.ADOPTED;
import static com.cloudaggregator.application.verification.Evidence.ADOPTION_FAILED;
import static com.cloudaggregator.application.verification.Evidence.CONFLICT_ANSWERED;
import static com.cloudaggregator.application.verification.Evidence.CONFLICT_DECIDED;
import static com.cloudaggregator.application.verification.Evidence.CONFLICT_NOT_LOGGED;
import static com.cloudaggregator.application.verification.Evidence.DATABASE_ERROR_ANSWERED;
import static com.cloudaggregator.application.verification.Evidence.DETECTION_NOT_LOGGED;
import static com.cloudaggregator.application.verification.Evidence.DIALOG_NOT_SHOWN;
import static com.cloudaggregator.application.verification.Evidence.DIALOG_SHOWN;
import static com.cloudaggregator.application.verification.Evidence.DUPLICATE_DETECTED;
import static com.cloudaggregator.application.verification.Evidence.DUPLICATE_NOT_UNDERSTOOD;
import static com.cloudaggregator.application.verification.Evidence.IDEMPOTENT_RESOLVED;
import static com.cloudaggregator.application.verification.Evidence.LOOKUP_FAILURE_NOT_LOGGED;
import static com.cloudaggregator.application.verification.Evidence.MISSING_OWNER_NOT_LOGGED;
import static com.cloudaggregator.application.verification.Evidence.OFFER_FAILED;
import static com.cloudaggregator.application.verification.Evidence.OTHER_CONSTRAINT_NOT_LOGGED;
import static com.cloudaggregator.application.verification.Evidence.OTHER_UNIQUE_CONSTRAINT;
import static com.cloudaggregator.application.verification.Evidence.OWNER_LOOKUP_FAILED;
import static com.cloudaggregator.application.verification.Evidence.OWNER_MISSING;
import static com.cloudaggregator.application.verification.Evidence.RACE_NOT_LOGGED;
import static com.cloudaggregator.application.verification.Evidence.RENEWAL_FAILED;
import static com.cloudaggregator.application.verification.Evidence.SUCCESS_ANSWERED;
import static com.cloudaggregator.application.verification.Evidence.SUCCESS_NOT_SHOWN;
import static com.cloudaggregator.application.verification.Evidence.SUCCESS_SHOWN;
import static com.cloudaggregator.application.verification.Evidence.UNLISTED_ANSWER;

import java.util.Set;

/**
 * The success criteria and error cases of the record "UNIQUE CONSTRAINT (23505) HANDLER -
 * PRODUCTION VERIFICATION", in its order, each with the evidence that proves it and the evidence
 * that contradicts it.
 */
public enum Criterion {
  /** Conflict, criterion 1: the log reports that 23505 was detected. */
  CONFLICT_DETECTED(
      Set.of(DUPLICATE_DETECTED), Set.of(DUPLICATE_NOT_UNDERSTOOD, DETECTION_NOT_LOGGED)),
  /** Criterion 2: the log reports that another user is the owner. */
  CONFLICT_LOGGED(Set.of(CONFLICT_DECIDED), Set.of(CONFLICT_NOT_LOGGED)),
  /** Criterion 3: the redirect carries the token in the fragment, not in the query. */
  TOKEN_IN_FRAGMENT(Set.of(CONFLICT_ANSWERED), Set.of(UNLISTED_ANSWER, OFFER_FAILED)),
  /** Criterion 4: the page shows the transfer dialog and no error toast. */
  DIALOG_OPENED(Set.of(DIALOG_SHOWN), Set.of(DIALOG_NOT_SHOWN)),
  /**
   * Criterion 5: {@code reconnect_failed} does not appear. It is not on the closed list of
   * outcomes.
   */
  NO_RECONNECT_FAILED(Set.of(CONFLICT_ANSWERED, SUCCESS_ANSWERED), Set.of(UNLISTED_ANSWER)),
  /** Criterion 6: {@code database_error} does not appear for a duplicate. */
  NO_DATABASE_ERROR(Set.of(CONFLICT_ANSWERED, SUCCESS_ANSWERED), Set.of(DATABASE_ERROR_ANSWERED)),
  /** Idempotent, criterion 1: the log reports that the race was resolved. */
  IDEMPOTENT_LOGGED(Set.of(IDEMPOTENT_RESOLVED), Set.of(RACE_NOT_LOGGED)),
  /** Idempotent, criterion 2: the redirect reports success. */
  IDEMPOTENT_ANSWERED(Set.of(SUCCESS_ANSWERED), Set.of(RENEWAL_FAILED)),
  /** Idempotent, criterion 3: the page reports success. */
  IDEMPOTENT_SHOWN(Set.of(SUCCESS_SHOWN), Set.of(SUCCESS_NOT_SHOWN)),
  /** In addition to the record: a released account is adopted without a conflict. */
  RELEASED_ADOPTED(Set.of(ADOPTED), Set.of(ADOPTION_FAILED)),
  /** Error case 1: a duplicate is not recognized as one. */
  ERROR_NOT_DETECTED(Set.of(DUPLICATE_DETECTED), Set.of(DUPLICATE_NOT_UNDERSTOOD)),
  /** Error case 2: the owner look-up fails, and the user gets a clear message. */
  ERROR_OWNER_LOOKUP(Set.of(OWNER_LOOKUP_FAILED), Set.of(LOOKUP_FAILURE_NOT_LOGGED)),
  /** Error case 3: there is no owner. */
  ERROR_OWNER_MISSING(Set.of(OWNER_MISSING), Set.of(MISSING_OWNER_NOT_LOGGED)),
  /**
   * The bug of the earlier system: 23505 of another constraint must not be reported as a conflict.
   */
  ERROR_OTHER_CONSTRAINT(Set.of(OTHER_UNIQUE_CONSTRAINT), Set.of(OTHER_CONSTRAINT_NOT_LOGGED));

  private final Set<Evidence> proof;
  private final Set<Evidence> contradiction;

  Criterion(Set<Evidence> proof, Set<Evidence> contradiction) {
    this.proof = proof;
    this.contradiction = contradiction;
  }

  Set<Evidence> proof() {
    return proof;
  }

  Set<Evidence> contradiction() {
    return contradiction;
  }
}
