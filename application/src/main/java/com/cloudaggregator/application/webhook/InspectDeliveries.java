package com.cloudaggregator.application.webhook;

import com.cloudaggregator.application.delivery.DeliveryFigures;
import com.cloudaggregator.application.delivery.DeliveryState;
import com.cloudaggregator.application.delivery.EventDelivery;
import com.cloudaggregator.application.delivery.ReplayResult;
import com.cloudaggregator.application.port.Outbox;
import com.cloudaggregator.domain.account.AccountId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an operator sees of the deliveries to the host product, and how he has them made again. */
public final class InspectDeliveries {
  /** Events of one transaction at most. */
  static final int BATCH = 1000;

  /** Batches of one request at most; whoever has more asks again. */
  static final int BATCHES = 100;

  /** So far the figures count. */
  static final int MOST = 10_000;

  private final Outbox outbox;

  public InspectDeliveries(Outbox outbox) {
    this.outbox = outbox;
  }

  /** @param next where the next page begins; empty when this is the last */
  public record Page(List<EventDelivery> events, Optional<UUID> next) {}

  /**
   * Newest first.
   *
   * @param state null for all
   * @param account null for all
   * @param after where the page before ended; null for the first
   */
  public Page list(@Nullable DeliveryState state, @Nullable AccountId account, @Nullable UUID after, int limit) {
    List<EventDelivery> found = outbox.list(state, account, after, limit + 1);
    return found.size() <= limit
        ? new Page(found, Optional.empty())
        : new Page(found.subList(0, limit), Optional.of(found.get(limit - 1).id()));
  }

  /** How they stand as a whole. */
  public DeliveryFigures figures() {
    return outbox.figures(MOST);
  }

  /** Delivers one again, also one that was delivered, under the same id. */
  public ReplayResult replay(UUID id) {
    return outbox.replay(id);
  }

  /** Delivers those again that have failed. */
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
