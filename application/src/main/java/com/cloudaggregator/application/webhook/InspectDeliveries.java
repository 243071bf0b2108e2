package com.cloudaggregator.application.webhook;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.domain.account.AccountId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows an operator the deliveries to the host product and repeats them on request. */
public final class InspectDeliveries {
  /** Maximum number of events per transaction. */
  static final int BATCH = 1000;

  /** Maximum number of batches per request; a further request continues. */
  static final int BATCHES = 100;

  /** Counting stops here. */
  static final int COUNT_LIMIT = 10_000;

  private final Outbox outbox;

  public InspectDeliveries(Outbox outbox) {
    this.outbox = outbox;
  }

  /**
   * Newest first.
   *
   * @param state null for all states
   * @param account null for all accounts
   * @param after the {@code next} of the previous page; null for the first page
   */
  public Slice<EventDelivery, UUID> list(
      @Nullable DeliveryState state, @Nullable AccountId account, @Nullable UUID after, int limit) {
    return Slice.read(limit, rows -> outbox.list(state, account, after, rows), EventDelivery::id);
  }

  /** Statistics of all deliveries. */
  public DeliveryStatistics readStatistics() {
    return outbox.readStatistics(COUNT_LIMIT);
  }

  /** Whether events are sent at all. */
  public EndpointStatus readEndpoint() {
    return outbox.readEndpoint();
  }

  /**
   * Delivers an event again under the same id, even if it was delivered before. Also ends a pause
   * of the endpoint.
   */
  public ReplayResult replay(UUID id) {
    ReplayResult result = outbox.replay(id);
    if (result == ReplayResult.REPLAYED) {
      outbox.resume();
    }
    return result;
  }

  /**
   * Delivers all failed events again, and ends a pause of the endpoint.
   *
   * @return number of events, with those that the pause made wait
   */
  public long replayFailed() {
    long waiting = outbox.readStatistics(COUNT_LIMIT).count(DeliveryState.PENDING);
    long replayed = outbox.resume() ? waiting : 0;
    for (int i = 0; i < BATCHES; i++) {
      int batch = outbox.replayFailed(BATCH);
      replayed += batch;
      if (batch < BATCH) {
        break;
      }
    }
    return replayed;
  }
}
