package com.cloudaggregator.application.housekeeping;

import com.cloudaggregator.application.port.Purge;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/** Removes what is over, batch by batch. */
public final class Housekeeping {
  /** Rows of a transaction at most. */
  static final int BATCH = 1000;

  /** Batches of one kind in one run at most; what is left waits for the next run. */
  static final int BATCHES = 1000;

  /** So long a requester may repeat a transfer and hear the same answer. */
  static final Duration OFFERS_STAY = Duration.ofHours(1);

  /** So long a former owner can look up what became of a revocation. */
  static final Duration REVOCATIONS_STAY = Duration.ofDays(30);

  /** So far back goes a user's timeline of his access; that of ownership has no end. */
  static final Duration ACCESS_EVENTS_STAY = Duration.ofDays(365);

  private final Purge purge;
  private final Duration evidenceStays;
  private final Duration serviceCallsStay;
  private final Duration eventsStay;
  private final Duration sessionEndsStay;

  /**
   * @param evidenceStays the retention of the evidence about 23505
   * @param serviceCallsStay the retention of the record of services' calls
   * @param eventsStay the retention of the events for the host product
   * @param sessionEndsStay longer than a session can go unused
   */
  public Housekeeping(
      Purge purge,
      Duration evidenceStays,
      Duration serviceCallsStay,
      Duration eventsStay,
      Duration sessionEndsStay) {
    this.purge = purge;
    this.evidenceStays = evidenceStays;
    this.serviceCallsStay = serviceCallsStay;
    this.eventsStay = eventsStay;
    this.sessionEndsStay = sessionEndsStay;
  }

  /** How many rows were removed. */
  public record Swept(
      long usedStates,
      long transferRequests,
      long evidence,
      long serviceCalls,
      long revocations,
      long accessEvents,
      long events,
      long sessionEnds) {}

  /**
   * @param goOn asked before each batch; once it says no, the rest waits for the next run
   * @throws com.cloudaggregator.application.StorageException when the store fails; the batches before it stay removed
   */
  public Swept sweep(BooleanSupplier goOn) {
    return new Swept(
        all(goOn, purge::usedStates),
        all(goOn, limit -> purge.transferRequests(OFFERS_STAY, limit)),
        all(goOn, limit -> purge.evidence(evidenceStays, limit)),
        all(goOn, limit -> purge.serviceCalls(serviceCallsStay, limit)),
        all(goOn, limit -> purge.revocations(REVOCATIONS_STAY, limit)),
        all(goOn, limit -> purge.accessEvents(ACCESS_EVENTS_STAY, limit)),
        all(goOn, limit -> purge.events(eventsStay, limit)),
        all(goOn, limit -> purge.sessionEnds(sessionEndsStay, limit)));
  }

  private static long all(BooleanSupplier goOn, IntUnaryOperator batch) {
    long removed = 0;
    for (int i = 0; i < BATCHES && goOn.getAsBoolean(); i++) {
      int rows = batch.applyAsInt(BATCH);
      removed += rows;
      if (rows < BATCH) {
        break;
      }
    }
    return removed;
  }
}
