package com.cloudaggregator.application.webhook;

import com.cloudaggregator.application.Slice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Maximum number of events that are selected for another delivery. */
  static final int MAX_SELECTED = 100;

  private final Outbox outbox;
  private final @Nullable String receiver;

  /**
   * @param receiver the host that gets the events; null if no webhook is set, in which case events
   *     wait until they are discarded
   */
  public InspectDeliveries(Outbox outbox, @Nullable String receiver) {
    this.outbox = outbox;
    this.receiver = receiver;
  }

  public boolean hasReceiver() {
    return receiver != null;
  }

  /** The host that gets the events; empty if no webhook is set. */
  public Optional<String> receiver() {
    return Optional.ofNullable(receiver);
  }

  /**
   * Newest first.
   *
   * @param after the {@code next} of the previous page; null for the first page
   */
  public Slice<EventDelivery, UUID> list(EventFilter wanted, @Nullable UUID after, int limit) {
    return Slice.read(limit, rows -> outbox.list(wanted, after, rows), EventDelivery::id);
  }

  /** The bodies of these events, as they are sent. */
  public Map<UUID, String> readPayloads(List<UUID> ids) {
    return ids.isEmpty() ? Map.of() : outbox.findPayloads(ids);
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
   * Delivers the selected events again, and ends a pause of the endpoint.
   *
   * @return number of events; those that do not exist, and those after the first {@value
   *     #MAX_SELECTED}, are left out
   */
  public long replay(List<UUID> selected) {
    return selected.stream()
        .distinct()
        .limit(MAX_SELECTED)
        .filter(id -> replay(id) == ReplayResult.REPLAYED)
        .count();
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
