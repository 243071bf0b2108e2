package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The durable evidence of how 23505 was met: true over restarts and over all nodes, kept as long as the retention says.
 * What commits together with a change ({@link Evidence#CONFLICT_DECIDED}, {@link Evidence#IDEMPOTENT_RESOLVED}, {@link
 * Evidence#ADOPTED}) is written by that port call itself, in its transaction; what failed, and what was answered, is
 * noted here right after.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has left nothing behind.
 */
public interface VerificationRecord {

  /**
   * One row in a transaction of its own, with the trace id of the request that it belongs to.
   *
   * @param constraint that refused a row; null when none did
   */
  void note(Evidence evidence, ProviderAccountId account, @Nullable String constraint);

  /** How often each was seen, and when last; an evidence that was never seen is not in the map. */
  Map<Evidence, Figure> figures();

  /** How often each constraint refused a row, by provider. */
  Map<RefusedRow, Figure> refusedRows();

  /** What can be seen. */
  enum Evidence {
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
    DUPLICATE_NOT_UNDERSTOOD
  }

  /**
   * @param traceId of the request that was the last
   */
  record Figure(long count, Instant lastAt, String traceId) {}

  /** A constraint at work on the accounts of a provider. */
  record RefusedRow(Provider provider, String constraint) {}
}
