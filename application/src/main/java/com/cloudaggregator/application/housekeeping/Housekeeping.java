package com.cloudaggregator.application.housekeeping;

import com.cloudaggregator.application.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/** Deletes rows whose retention is over, in batches. */
public final class Housekeeping {
  /** Maximum number of rows per transaction. */
  static final int BATCH = 1000;

  /** Maximum number of batches per kind and run; the rest is left to the next run. */
  static final int BATCHES = 1000;

  /** How long a requester can repeat a transfer and get the same answer. */
  static final Duration OFFER_RETENTION = Duration.ofHours(1);

  /** How long a former owner can see the result of a revocation. */
  static final Duration REVOCATION_RETENTION = Duration.ofDays(30);

  /**
   * How far the activity list goes back for changes of access; changes of owner are kept without
   * limit.
   */
  static final Duration ACCESS_EVENT_RETENTION = Duration.ofDays(365);

  /** Longer than the longest time from the start of a flow to the end of its callback. */
  static final Duration ERASED_USER_RETENTION = Duration.ofMinutes(15);

  private final Purge purge;
  private final Duration evidenceRetention;
  private final Duration serviceCallRetention;
  private final Duration eventRetention;

  /**
   * @param evidenceRetention for the evidence about SQLSTATE 23505
   * @param serviceCallRetention for the record of service calls
   * @param eventRetention for the events for the host product
   */
  public Housekeeping(
      Purge purge,
      Duration evidenceRetention,
      Duration serviceCallRetention,
      Duration eventRetention) {
    this.purge = purge;
    this.evidenceRetention = evidenceRetention;
    this.serviceCallRetention = serviceCallRetention;
    this.eventRetention = eventRetention;
  }

  /** Number of deleted rows by kind. */
  public record PurgedRows(
      long usedStates,
      long transferRequests,
      long evidence,
      long serviceCalls,
      long revocations,
      long accessEvents,
      long events,
      long sessions) {}

  /**
   * Purges every kind, even if another kind fails.
   *
   * @param shouldContinue asked before each batch; once it returns false, the rest is left to the
   *     next run
   * @throws StoreException after all kinds were tried, if one of them failed; deleted batches stay
   *     deleted
   */
  public PurgedRows purge(BooleanSupplier shouldContinue) {
    Run run = new Run(shouldContinue);
    PurgedRows rows =
        new PurgedRows(
            run.deleteAll(purge::deleteUsedStates),
            run.deleteAll(limit -> purge.deleteTransferRequests(OFFER_RETENTION, limit)),
            run.deleteAll(limit -> purge.deleteEvidence(evidenceRetention, limit)),
            run.deleteAll(limit -> purge.deleteServiceCalls(serviceCallRetention, limit)),
            run.deleteAll(limit -> purge.deleteRevocations(REVOCATION_RETENTION, limit)),
            run.deleteAll(limit -> purge.deleteAccessEvents(ACCESS_EVENT_RETENTION, limit)),
            run.deleteAll(limit -> purge.deleteEvents(eventRetention, limit)),
            run.deleteAll(purge::deleteSessions));
    run.throwIfFailed();
    return rows;
  }

  /**
   * Destroys what may not wait for the retention: credentials parked in offers that have ended,
   * delivered events of erased users, and the marks of users erased a while ago.
   *
   * @param shouldContinue as for {@link #purge}
   * @throws StoreException as for {@link #purge}
   */
  public ForgottenRows forget(BooleanSupplier shouldContinue) {
    Run run = new Run(shouldContinue);
    ForgottenRows rows =
        new ForgottenRows(
            run.deleteAll(purge::clearEndedOffers),
            run.deleteAll(purge::deleteForgottenEvents),
            run.deleteAll(limit -> purge.deleteErasedUsers(ERASED_USER_RETENTION, limit)));
    run.throwIfFailed();
    return rows;
  }

  /** How long the oldest of what {@link #forget} destroys has waited. */
  public Duration longestWait() {
    return purge.longestWait();
  }

  /** Number of rows by kind. */
  public record ForgottenRows(long endedOffers, long events, long erasedUsers) {}

  private static final class Run {
    private final BooleanSupplier shouldContinue;
    private final List<StoreException> failures = new ArrayList<>();

    Run(BooleanSupplier shouldContinue) {
      this.shouldContinue = shouldContinue;
    }

    /**
     * @param deleteBatch deletes up to the given number of rows and returns how many it deleted
     */
    long deleteAll(IntUnaryOperator deleteBatch) {
      long deleted = 0;
      try {
        for (int i = 0; i < BATCHES && shouldContinue.getAsBoolean(); i++) {
          int rows = deleteBatch.applyAsInt(BATCH);
          deleted += rows;
          if (rows < BATCH) {
            break;
          }
        }
      } catch (StoreException e) {
        failures.add(e);
      }
      return deleted;
    }

    void throwIfFailed() {
      if (!failures.isEmpty()) {
        StoreException first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
      }
    }
  }
}
