package com.cloudaggregator.oauth.openid;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A value derived from a remote document, such as the metadata of an issuer. It is fresh for an
 * hour and usable for a day while it cannot be read again. It is read at most twice in 30 seconds,
 * so an outage causes no flood of calls. While one caller reads, the others get the value that is
 * held, or wait no longer than they allow.
 *
 * @see "docs/decisions/0011"
 */
public final class RemoteValue<T> {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration USABLE = Duration.ofDays(1);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Source<T> source;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();

  private volatile @Nullable Held<T> held;
  private Instant lastReading = Instant.MIN;
  private Instant readingBefore = Instant.MIN;

  private record Held<T>(T value, Instant since) {}

  /** Reads the value again. */
  @FunctionalInterface
  public interface Source<T> {
    /** Empty if it cannot be read within this time. */
    Optional<T> read(Duration within);
  }

  public RemoteValue(Source<T> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * The value; read again if it is not fresh.
   *
   * @param within the longest time to wait for a read, by this caller or another one
   * @return empty if there is no usable value and none can be read
   */
  public Optional<T> get(Duration within) {
    Optional<T> fresh = youngerThan(FRESH);
    if (fresh.isPresent()) {
      return fresh;
    }
    Instant deadline = clock.instant().plus(within);
    if (!lock(peek().isPresent() ? Duration.ZERO : within)) {
      return peek();
    }
    try {
      return youngerThan(FRESH)
          .or(() -> read(Duration.between(clock.instant(), deadline)))
          .or(this::peek);
    } finally {
      reading.unlock();
    }
  }

  /** The usable value that is held, if any; reads nothing. */
  public Optional<T> peek() {
    return youngerThan(USABLE);
  }

  private boolean lock(Duration within) {
    try {
      return reading.tryLock(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Optional<T> youngerThan(Duration age) {
    Held<T> now = held;
    return now != null && clock.instant().isBefore(now.since().plus(age))
        ? Optional.of(now.value())
        : Optional.empty();
  }

  private Optional<T> read(Duration within) {
    if (readingBefore.isAfter(clock.instant().minus(INTERVAL))) {
      return Optional.empty();
    }
    readingBefore = lastReading;
    lastReading = clock.instant();
    Optional<T> value = source.read(within);
    value.ifPresent(read -> held = new Held<>(read, clock.instant()));
    return value;
  }
}
