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

  /** Delivers an event again under the same id, even if it was delivered before. */
  public ReplayResult replay(UUID id) {
    return outbox.replay(id);
  }

  /** Delivers all failed events again. */
  public long replayFailed() {
    long replayed = 0;
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
