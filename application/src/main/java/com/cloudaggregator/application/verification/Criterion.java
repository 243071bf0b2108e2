package com.cloudaggregator.application.verification;

import static com.cloudaggregator.application.evidence.Evidence.ADOPTED;
import static com.cloudaggregator.application.evidence.Evidence.ADOPTION_FAILED;
import static com.cloudaggregator.application.evidence.Evidence.CONFLICT_ANSWERED;
import static com.cloudaggregator.application.evidence.Evidence.CONFLICT_DECIDED;
import static com.cloudaggregator.application.evidence.Evidence.CONFLICT_NOT_LOGGED;
import static com.cloudaggregator.application.evidence.Evidence.DATABASE_ERROR_ANSWERED;
import static com.cloudaggregator.application.evidence.Evidence.DETECTION_NOT_LOGGED;
import static com.cloudaggregator.application.evidence.Evidence.DIALOG_NOT_SHOWN;
import static com.cloudaggregator.application.evidence.Evidence.DIALOG_SHOWN;
import static com.cloudaggregator.application.evidence.Evidence.DUPLICATE_DETECTED;
import static com.cloudaggregator.application.evidence.Evidence.DUPLICATE_NOT_UNDERSTOOD;
import static com.cloudaggregator.application.evidence.Evidence.IDEMPOTENT_RESOLVED;
import static com.cloudaggregator.application.evidence.Evidence.LOOKUP_FAILURE_NOT_LOGGED;
import static com.cloudaggregator.application.evidence.Evidence.MISSING_OWNER_NOT_LOGGED;
import static com.cloudaggregator.application.evidence.Evidence.OFFER_FAILED;
import static com.cloudaggregator.application.evidence.Evidence.OTHER_CONSTRAINT_NOT_LOGGED;
import static com.cloudaggregator.application.evidence.Evidence.OTHER_UNIQUE_CONSTRAINT;
import static com.cloudaggregator.application.evidence.Evidence.OWNER_LOOKUP_FAILED;
import static com.cloudaggregator.application.evidence.Evidence.OWNER_MISSING;
import static com.cloudaggregator.application.evidence.Evidence.RACE_NOT_LOGGED;
import static com.cloudaggregator.application.evidence.Evidence.RENEWAL_FAILED;
import static com.cloudaggregator.application.evidence.Evidence.SUCCESS_ANSWERED;
import static com.cloudaggregator.application.evidence.Evidence.SUCCESS_NOT_SHOWN;
import static com.cloudaggregator.application.evidence.Evidence.SUCCESS_SHOWN;
import static com.cloudaggregator.application.evidence.Evidence.UNLISTED_ANSWER;

import com.cloudaggregator.application.evidence.Evidence;
import java.util.Set;

/**
 * The success criteria and error cases of the record "UNIQUE CONSTRAINT (23505) HANDLER - PRODUCTION VERIFICATION", in
 * its order. Each names what proves it and what would contradict it.
 */
public enum Criterion {
  /** Conflict, criterion 1: the log says that 23505 was detected. */
  CONFLICT_DETECTED(Set.of(DUPLICATE_DETECTED), Set.of(DUPLICATE_NOT_UNDERSTOOD, DETECTION_NOT_LOGGED)),
  /** Criterion 2: the log says that another user is the owner. */
  CONFLICT_LOGGED(Set.of(CONFLICT_DECIDED), Set.of(CONFLICT_NOT_LOGGED)),
  /** Criterion 3: the redirect carries the token in the fragment, not in the query. */
  TOKEN_IN_FRAGMENT(Set.of(CONFLICT_ANSWERED), Set.of(UNLISTED_ANSWER, OFFER_FAILED)),
  /** Criterion 4: the page shows the transfer dialog, and no error toast. */
  DIALOG_OPENED(Set.of(DIALOG_SHOWN), Set.of(DIALOG_NOT_SHOWN)),
  /** Criterion 5: {@code reconnect_failed} does not appear. It is on no list of outcomes, and nothing else gets out. */
  NO_RECONNECT_FAILED(Set.of(CONFLICT_ANSWERED, SUCCESS_ANSWERED), Set.of(UNLISTED_ANSWER)),
  /** Criterion 6: {@code database_error} does not appear for a duplicate. */
  NO_DATABASE_ERROR(Set.of(CONFLICT_ANSWERED, SUCCESS_ANSWERED), Set.of(DATABASE_ERROR_ANSWERED)),
  /** Idempotent, criterion 1: the log says that the race was resolved. */
  IDEMPOTENT_LOGGED(Set.of(IDEMPOTENT_RESOLVED), Set.of(RACE_NOT_LOGGED)),
  /** Idempotent, criterion 2: the redirect says success. */
  IDEMPOTENT_ANSWERED(Set.of(SUCCESS_ANSWERED), Set.of(RENEWAL_FAILED)),
  /** Idempotent, criterion 3: the page says success. */
  IDEMPOTENT_SHOWN(Set.of(SUCCESS_SHOWN), Set.of(SUCCESS_NOT_SHOWN)),
  /** Beyond the record: a released account is adopted without a conflict. */
  RELEASED_ADOPTED(Set.of(ADOPTED), Set.of(ADOPTION_FAILED)),
  /** Error case 1: a duplicate that is not understood as one. */
  ERROR_NOT_DETECTED(Set.of(DUPLICATE_DETECTED), Set.of(DUPLICATE_NOT_UNDERSTOOD)),
  /** Error case 2: the owner's look-up fails, and the user hears of it in plain words. */
  ERROR_OWNER_LOOKUP(Set.of(OWNER_LOOKUP_FAILED), Set.of(LOOKUP_FAILURE_NOT_LOGGED)),
  /** Error case 3: there is no owner to be found. */
  ERROR_OWNER_MISSING(Set.of(OWNER_MISSING), Set.of(MISSING_OWNER_NOT_LOGGED)),
  /** What happened in the earlier system: another constraint's 23505, which must be no conflict. */
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
