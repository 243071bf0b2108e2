package com.cloudaggregator.application.token;

import com.cloudaggregator.application.SingleFlight;
import com.cloudaggregator.application.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Reads that the callers of one node share without ever seeing stale data: every caller gets the
 * result of a read that began after the call. The callers that arrive during a read wait for the
 * next one and share it, so any number of callers makes one read at a time.
 *
 * @param <K> what is read
 * @param <V> the result of a read
 */
final class SharedReads<K, V> {
  private final Function<K, V> source;
  private final Executor executor;
  private final Clock clock;
  private final Duration maxAge;

  /** For each key that is being read, the read that comes next. */
  private final ConcurrentMap<K, NextRead<V>> next = new ConcurrentHashMap<>();

  /**
   * @param executor runs the reads that callers wait for
   * @param maxAge a read that has taken longer counts as hung, and the next caller reads without
   *     waiting for it
   */
  SharedReads(Function<K, V> source, Executor executor, Clock clock, Duration maxAge) {
    this.source = source;
    this.executor = executor;
    this.clock = clock;
    this.maxAge = maxAge;
  }

  /**
   * The read after the current one.
   *
   * @param waiting number of callers that wait for it
   * @param currentSince when the current read began
   */
  private record NextRead<V>(CompletableFuture<V> result, int waiting, Instant currentSince) {
    static <V> NextRead<V> during(Instant currentSince) {
      return new NextRead<>(new CompletableFuture<>(), 0, currentSince);
    }

    NextRead<V> join() {
      return new NextRead<>(result, waiting + 1, currentSince);
    }

    boolean isOf(NextRead<V> other) {
      return result == other.result;
    }
  }

  /**
   * Reads, or waits for the next read. A caller that does not have to wait reads in its own thread,
   * for as long as the source takes.
   *
   * @throws TimeoutException if the next read has no result within the given time
   * @throws StoreException if the source throws one
   */
  V read(K key, Duration within) throws InterruptedException, TimeoutException {
    Instant now = clock.instant();
    NextRead<V> mine =
        next.compute(
            key,
            (_, known) ->
                known == null || known.currentSince().plus(maxAge).isBefore(now)
                    ? NextRead.during(now)
                    : known.join());
    if (mine.waiting() > 0) {
      return SingleFlight.await(mine.result(), within);
    }
    try {
      return source.apply(key);
    } finally {
      finish(key, mine);
    }
  }

  /** Ends a read: if callers have arrived meanwhile, one more read follows for all of them. */
  private void finish(K key, NextRead<V> finished) {
    NextRead<V> following = NextRead.during(clock.instant());
    NextRead<V> known =
        next.computeIfPresent(
            key,
            (_, current) -> {
              if (!current.isOf(finished)) {
                return current; // this read had hung, and another one has taken its place
              }
              return current.waiting() == 0 ? null : following;
            });
    if (known != null && known.isOf(following)) {
      executor.execute(
          () -> {
            finished.result().completeAsync(() -> source.apply(key), Runnable::run);
            finish(key, following);
          });
    }
  }
}
