package com.cloudaggregator.application.webhook;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult;
import com.cloudaggregator.application.webhook.Outbox.Channel;
import com.cloudaggregator.application.webhook.Outbox.ClaimedEvent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of a channel, at least once and those for the host product in order per
 * account. Events of several accounts are delivered concurrently; of each account only the oldest
 * undelivered webhook event can be claimed. A delivery that was cut off is repeated with the same
 * id. A webhook receiver that answers 410 or 429 pauses the endpoint: its events wait and are not
 * lost, and probes find out when delivery can resume.
 */
public final class DeliverEvents {
  /** Longer than one webhook delivery can take, which has a deadline of 15 seconds. */
  private static final Duration WEBHOOK_LEASE = Duration.ofMinutes(1);

  /**
   * Longer than a mail server can take for about fifteen answers, each within its timeout of 10
   * seconds.
   */
  private static final Duration EMAIL_LEASE = Duration.ofMinutes(5);

  static final int MAX_CONCURRENT_DELIVERIES = 8;

  /**
   * Delays between attempts, about three days in total, as proposed by <a
   * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability">Standard
   * Webhooks</a>.
   */
  static final List<Duration> RETRY_DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  /**
   * Where the channel is not configured, events are discarded after this time. During a rollout
   * another node may already have the configuration.
   */
  static final Duration DISCARD_AFTER = Duration.ofHours(1);

  static final int DISCARD_BATCH = 1000;

  private static final int MAX_EVENTS_PER_RUN = 4000;

  /** While deliveries are running and nothing is due, how often to look for new events. */
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

  private static final int JITTER_PERCENT = 10;

  private final Outbox outbox;
  private final Channel channel;
  private final EventReceiver receiver;
  private final Executor threads;

  /**
   * @param threads starts one thread per task
   */
  public DeliverEvents(Outbox outbox, Channel channel, EventReceiver receiver, Executor threads) {
    this.outbox = outbox;
    this.channel = channel;
    this.receiver = receiver;
    this.threads = threads;
  }

  /**
   * Delivers until nothing is due and no delivery is running. A slow delivery does not hold up
   * events of other accounts, even those that become due while it runs. Where the channel is not
   * configured, old events are discarded instead.
   *
   * @param shouldContinue asked before each claim; claimed events are still delivered after it
   *     returns false
   * @return number of events by resulting state; a postponed event counts as {@link
   *     DeliveryState#PENDING}
   * @throws StoreException if the store fails in any thread; settled deliveries stay settled
   */
  public Map<DeliveryState, Long> run(BooleanSupplier shouldContinue) {
    if (!receiver.isConfigured()) {
      long discarded =
          shouldContinue.getAsBoolean() ? outbox.discard(channel, DISCARD_AFTER, DISCARD_BATCH) : 0;
      return discarded == 0 ? Map.of() : Map.of(DeliveryState.DISCARDED, discarded);
    }
    Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
    ExecutorCompletionService<DeliveryState> deliveries = new ExecutorCompletionService<>(threads);
    int running = 0;
    int claimed = 0;
    while (true) {
      Optional<ClaimedEvent> event =
          running < MAX_CONCURRENT_DELIVERIES
                  && claimed < MAX_EVENTS_PER_RUN
                  && shouldContinue.getAsBoolean()
              ? outbox.claim(channel, lease())
              : Optional.empty();
      if (event.isPresent()) {
        var _ = deliveries.submit(() -> deliver(event.get()));
        claimed++;
        running++;
      } else if (running == 0) {
        return counts;
      } else {
        try {
          Future<DeliveryState> finished =
              deliveries.poll(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
          if (finished != null) {
            running--;
            counts.merge(result(finished), 1L, Long::sum);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return counts;
        }
      }
    }
  }

  private Duration lease() {
    return switch (channel) {
      case WEBHOOK -> WEBHOOK_LEASE;
      case EMAIL -> EMAIL_LEASE;
    };
  }

  private static DeliveryState result(Future<DeliveryState> finished) throws InterruptedException {
    try {
      return finished.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException failed) {
        throw new StoreException(failed.fault(), failed);
      }
      throw new IllegalStateException("A delivery failed", e.getCause());
    }
  }

  /** How long the oldest due event has been due; zero if the channel is not configured. */
  public Duration longestWait() {
    return receiver.isConfigured() ? outbox.longestWait(channel) : Duration.ZERO;
  }

  private DeliveryState deliver(ClaimedEvent event) {
    return switch (receiver.deliver(event.id(), event.body())) {
      case DeliveryResult.Accepted(var status) -> {
        if (event.probe()) {
          outbox.resume();
        }
        yield settle(event, DeliveryState.DELIVERED, status, ResponseText.NONE);
      }
      case DeliveryResult.Gone(var status, var text) ->
          pause(event, EndpointStatus.State.DISABLED, status, text, Outbox.FIRST_PROBE);
      case DeliveryResult.Throttled(var status, var retryAfter, var text) ->
          pause(
              event,
              EndpointStatus.State.THROTTLED,
              status,
              text,
              retryAfter == null ? Outbox.FIRST_PROBE : retryAfter);
      case DeliveryResult.Refused(var status) ->
          settle(event, DeliveryState.FAILED, status, ResponseText.NONE);
      case DeliveryResult.Withdrawn(var status) ->
          settle(event, DeliveryState.DISCARDED, status, ResponseText.NONE);
      case DeliveryResult.Rejected(var status, var retryAfter, var text) ->
          event.tries() > RETRY_DELAYS.size()
              ? settle(event, DeliveryState.FAILED, status, text)
              : postpone(event, retryAfter, status, text);
    };
  }

  private DeliveryState settle(
      ClaimedEvent event, DeliveryState state, String status, ResponseText text) {
    outbox.settle(event, state, status, text);
    return state;
  }

  private DeliveryState pause(
      ClaimedEvent event,
      EndpointStatus.State state,
      String status,
      ResponseText text,
      Duration time) {
    outbox.pause(event, state, status, text, time);
    return DeliveryState.PENDING;
  }

  /** The receiver can ask for a longer delay, but not for a shorter one. */
  private DeliveryState postpone(
      ClaimedEvent event, @Nullable Duration retryAfter, String status, ResponseText text) {
    Duration delay = retryDelay(event.id(), event.tries());
    outbox.postpone(
        event,
        retryAfter == null || retryAfter.compareTo(delay) < 0 ? delay : retryAfter,
        status,
        text);
    return DeliveryState.PENDING;
  }

  /**
   * Jitter is derived from the event's id, so events that failed together are not all retried at
   * the same moment.
   */
  static Duration retryDelay(UUID id, int tries) {
    Duration delay = RETRY_DELAYS.get(Math.min(tries, RETRY_DELAYS.size()) - 1);
    int percent =
        100 - JITTER_PERCENT + Math.floorMod(id.hashCode() * 31 + tries, 2 * JITTER_PERCENT + 1);
    return delay.multipliedBy(percent).dividedBy(100);
  }
}
