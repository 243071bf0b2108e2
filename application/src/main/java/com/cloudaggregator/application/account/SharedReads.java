package com.cloudaggregator.application.account;

import com.cloudaggregator.application.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Reads that the callers of one node share. Whoever asks while the same is being read waits for the next read, together
 * with all who ask until that one begins: so everybody is answered by a read that began after he asked, and any number
 * of callers make one read at a time.
 *
 * @param <K> what is read
 * @param <V> what is found
 */
final class SharedReads<K, V> {
  private final Function<K, V> source;
  private final Executor executor;

  /** Of each key that is being read. */
  private final ConcurrentMap<K, Next<V>> reading = new ConcurrentHashMap<>();

  /** @param executor a thread for the reads that nobody makes himself */
  SharedReads(Function<K, V> source, Executor executor) {
    this.source = source;
    this.executor = executor;
  }

  /**
   * The read after the one that is under way.
   *
   * @param callers who wait for it
   */
  private record Next<V>(CompletableFuture<V> found, int callers) {
    static <V> Next<V> ofNobody() {
      return new Next<>(new CompletableFuture<>(), 0);
    }

    Next<V> joined() {
      return new Next<>(found, callers + 1);
    }
  }

  /**
   * @throws TimeoutException when there is no answer in time; who is alone reads himself, for as long as the source takes
   * @throws StorageException as the source
   */
  V read(K key, Duration within) throws InterruptedException, TimeoutException {
    Next<V> next = reading.compute(key, (_, now) -> now == null ? Next.ofNobody() : now.joined());
    if (next.callers() > 0) {
      return together(next.found(), within);
    }
    try {
      return source.apply(key);
    } finally {
      goOn(key, next.found());
    }
  }

  /** The read that was under way is over: those who asked meanwhile get one of their own. */
  private void goOn(K key, CompletableFuture<V> waited) {
    Next<V> after =
        reading.computeIfPresent(key, (_, now) -> now.callers() == 0 ? null : Next.ofNobody());
    if (after != null) {
      executor.execute(() -> {
        waited.completeAsync(() -> source.apply(key), Runnable::run);
        goOn(key, after.found());
      });
    }
  }

  /** What somebody else finds; his failure is everybody's, told by an exception of one's own. */
  static <V> V together(CompletableFuture<V> others, Duration within) throws InterruptedException, TimeoutException {
    try {
      return others.get(Math.max(0, within.toNanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException failed) {
        throw new StorageException(failed.fault(), failed);
      }
      throw new IllegalStateException("What was shared has failed", e.getCause());
    }
  }
}
