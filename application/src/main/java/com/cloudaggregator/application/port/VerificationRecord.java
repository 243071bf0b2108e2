package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.ProviderAccountId;
import java.time.Instant;
import java.util.Map;

/**
 * The durable evidence of how 23505 was met: true over restarts and over all nodes, kept as long as the retention says.
 * What commits together with a change of an account ({@link Evidence#CONFLICT_DECIDED}, {@link
 * Evidence#IDEMPOTENT_RESOLVED}, {@link Evidence#ADOPTED}) is written by that port call itself, in its transaction;
 * what failed, and what was answered, is noted here right after.
 */
public interface VerificationRecord {

  /** One row in a transaction of its own. Never fails the caller: evidence that cannot be stored is lost, not the answer. */
  void note(Evidence evidence, ProviderAccountId account);

  /** How often each was seen, and when last; an evidence that was never seen is not in the map. */
  Map<Evidence, Figure> figures();

  /** What can be seen. */
  enum Evidence {
    DUPLICATE_DETECTED,
    CONFLICT_DECIDED,
    /** The browser was sent back with the offer in the fragment. */
    CONFLICT_ANSWERED,
    /** The page asked for the preview of an offer and got it, which opens the dialog. */
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
    DUPLICATE_NOT_UNDERSTOOD
  }

  /**
   * @param traceId of the request that was the last
   */
  record Figure(long count, Instant lastAt, String traceId) {}
}
