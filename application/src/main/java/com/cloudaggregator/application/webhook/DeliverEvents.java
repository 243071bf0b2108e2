package com.cloudaggregator.application.webhook;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.delivery.DeliveryState;
import com.cloudaggregator.application.port.EventReceiver;
import com.cloudaggregator.application.port.EventReceiver.DeliveryResult;
import com.cloudaggregator.application.port.Outbox;
import com.cloudaggregator.application.port.Outbox.Due;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Delivers the events to the host product, at least once and in order per account: several accounts side by side, and of
 * each only the head of its line. A delivery that was cut off is made again, under the same id.
 */
public final class DeliverEvents {
  /** Longer than one delivery can take. */
  static final Duration LEASE = Duration.ofMinutes(1);

  /** Deliveries at a time. */
  static final int WORKERS = 8;

  /** Events of one worker in one run at most. */
  private static final int MOST = 500;

  /** As Standard Webhooks proposes: about three days from the first try to the last. */
  static final List<Duration> PAUSES = List.of(
      Duration.ofSeconds(5),
      Duration.ofMinutes(5),
      Duration.ofMinutes(30),
      Duration.ofHours(2),
      Duration.ofHours(5),
      Duration.ofHours(10),
      Duration.ofHours(14),
      Duration.ofHours(20),
      Duration.ofHours(24));

  /** So long an event waits for a webhook to be configured, as by the next node of a rollout. */
  static final Duration NOBODY_TO_TELL = Duration.ofHours(1);

  static final int BATCH = 1000;

  /** Of a pause, in percent, either way. */
  private static final int JITTER = 10;

  private final Outbox outbox;
  private final EventReceiver receiver;
  private final Executor threads;

  public DeliverEvents(Outbox outbox, EventReceiver receiver, Executor threads) {
    this.outbox = outbox;
    this.receiver = receiver;
    this.threads = threads;
  }

  /**
   * Works until nothing is due, or discards where there is nobody to deliver to.
   *
   * @param goOn asked before each event
   * @return how many came to which state; what was postponed counts as {@link DeliveryState#PENDING}
   * @throws StorageException when the store fails, in whichever thread; what was settled before stays so
   */
  public Map<DeliveryState, Long> run(BooleanSupplier goOn) {
    if (!receiver.configured()) {
      long discarded = goOn.getAsBoolean() ? outbox.discard(NOBODY_TO_TELL, BATCH) : 0;
      return discarded == 0 ? Map.of() : Map.of(DeliveryState.DISCARDED, discarded);
    }
    Optional<Due> first = goOn.getAsBoolean() ? outbox.claim(LEASE) : Optional.empty();
    if (first.isEmpty()) {
      return Map.of();
    }
    List<CompletableFuture<Map<DeliveryState, Long>>> others = IntStream.range(1, WORKERS)
        .mapToObj(_ -> CompletableFuture.supplyAsync(() -> work(Optional.empty(), goOn), threads))
        .toList();
    Map<DeliveryState, Long> done = work(first, goOn);
    return Stream.concat(Stream.of(done), others.stream().map(DeliverEvents::joined))
        .flatMap(each -> each.entrySet().stream())
        .collect(
            () -> new EnumMap<>(DeliveryState.class),
            (sum, each) -> sum.merge(each.getKey(), each.getValue(), Long::sum),
            EnumMap::putAll);
  }

  /** The store's failure in one of the threads is told as here, not as that of a thread. */
  private static Map<DeliveryState, Long> joined(CompletableFuture<Map<DeliveryState, Long>> worker) {
    try {
      return worker.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StorageException failed) {
        throw new StorageException(failed.fault(), failed);
      }
      throw e;
    }
  }

  /** How long that has been due which has been due longest; zero where nobody is to be told. */
  public Duration longestWait() {
    return receiver.configured() ? outbox.longestWait() : Duration.ZERO;
  }

  private Map<DeliveryState, Long> work(Optional<Due> first, BooleanSupplier goOn) {
    Map<DeliveryState, Long> done = new EnumMap<>(DeliveryState.class);
    Optional<Due> due = first;
    for (int i = 0; i < MOST; i++) {
      if (due.isEmpty() && goOn.getAsBoolean()) {
        due = outbox.claim(LEASE);
      }
      if (due.isEmpty()) {
        break;
      }
      done.merge(deliver(due.get()), 1L, Long::sum);
      due = Optional.empty();
    }
    return done;
  }

  private DeliveryState deliver(Due due) {
    DeliveryResult result = receiver.deliver(due.id(), due.body());
    DeliveryState state = switch (result) {
      case DeliveryResult.Accepted _ -> DeliveryState.DELIVERED;
      case DeliveryResult.Gone _ -> DeliveryState.FAILED;
      case DeliveryResult.Rejected _ ->
          due.tries() > PAUSES.size() ? DeliveryState.FAILED : DeliveryState.PENDING;
    };
    if (state == DeliveryState.PENDING && result instanceof DeliveryResult.Rejected(var status, var asked)) {
      Duration own = pause(due.id(), due.tries());
      outbox.postpone(due, asked == null || asked.compareTo(own) < 0 ? own : asked, status);
    } else {
      outbox.settle(due, state, result.status());
    }
    return state;
  }

  /** Spread by the event's own id, so that what failed together is not tried again together. */
  static Duration pause(UUID id, int tries) {
    Duration pause = PAUSES.get(Math.min(tries, PAUSES.size()) - 1);
    int percent = 100 - JITTER + Math.floorMod(id.hashCode() * 31 + tries, 2 * JITTER + 1);
    return pause.multipliedBy(percent).dividedBy(100);
  }
}
