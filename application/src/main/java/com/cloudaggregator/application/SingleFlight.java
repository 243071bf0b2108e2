package com.cloudaggregator.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs one task per key at a time on this node and shares its result with all callers. The task has
 * a thread of its own: a caller can give up waiting, and the task still runs to its end.
 *
 * @param <K> what callers must agree on to share a task
 * @param <V> the result of a task
 */
public final class SingleFlight<K, V> {
  private final Executor threads;
  private final Clock clock;
  private final Duration maxAge;
  private final ConcurrentMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /**
   * @param threads starts one thread per task
   * @param maxAge a task that has run for longer counts as hung, and the next caller starts another
   *     one
   */
  public SingleFlight(Executor threads, Clock clock, Duration maxAge) {
    this.threads = threads;
    this.clock = clock;
    this.maxAge = maxAge;
  }

  private record Flight<V>(CompletableFuture<V> result, Instant startedAt) {}

  /**
   * Joins the running task of this key, or starts one.
   *
   * @throws TimeoutException if there is no result within the given time
   * @throws StoreException if the task failed with one
   */
  public V join(K key, Supplier<V> task, Duration within)
      throws InterruptedException, TimeoutException {
    Instant now = clock.instant();
    Flight<V> own = new Flight<>(new CompletableFuture<>(), now);
    Flight<V> flight =
        flights.compute(
            key,
            (_, other) ->
                other == null || other.startedAt().plus(maxAge).isBefore(now) ? own : other);
    if (flight.result() == own.result()) {
      own.result().completeAsync(() -> run(key, own, task), threads);
    }
    return await(flight.result(), within);
  }

  private V run(K key, Flight<V> own, Supplier<V> task) {
    try {
      return task.get();
    } finally {
      flights.remove(key, own);
    }
  }

  /**
   * Waits for a result that another thread computes.
   *
   * @throws StoreException a new one, with this caller's stack trace, if the other thread failed
   *     with one
   */
  public static <V> V await(CompletableFuture<V> result, Duration within)
      throws InterruptedException, TimeoutException {
    try {
      return result.get(Math.max(0, within.toNanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException failed) {
        throw new StoreException(failed.fault(), failed);
      }
      throw new IllegalStateException("The shared task failed", e.getCause());
    }
  }
}
