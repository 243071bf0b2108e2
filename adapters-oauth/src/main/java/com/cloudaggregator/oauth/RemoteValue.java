package com.cloudaggregator.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document of a provider (its metadata, its keys) that is read seldom and survives an outage: good for an hour, used
 * for a day where it cannot be read again. It is read at most twice in 30 seconds, so neither unknown key ids nor an
 * outage make a flood of calls, and yet a key that was changed right after a reading is found.
 */
final class RemoteValue<T> {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration USABLE = Duration.ofDays(1);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Supplier<Optional<T>> source;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();

  private volatile @Nullable Held<T> held;
  private Instant lastReading = Instant.MIN;
  private Instant readingBefore = Instant.MIN;

  private record Held<T>(T value, Instant since) {}

  RemoteValue(Supplier<Optional<T>> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /** What is held, read again when it is old; absent when there is none and it cannot be had. */
  Optional<T> get() {
    return youngerThan(FRESH).or(() -> {
      reading.lock();
      try {
        return youngerThan(FRESH).or(this::read).or(() -> youngerThan(USABLE));
      } finally {
        reading.unlock();
      }
    });
  }

  /** What is held, without asking anyone. */
  Optional<T> peek() {
    return youngerThan(USABLE);
  }

  /**
   * Something newer than what has been seen, if it may be read now; else what has been seen. Absent when reading
   * failed.
   */
  Optional<T> newerThan(T seen) {
    reading.lock();
    try {
      Held<T> now = held;
      if (now != null && now.value() != seen) {
        return Optional.of(now.value());
      }
      return mayRead() ? read() : Optional.of(seen);
    } finally {
      reading.unlock();
    }
  }

  private Optional<T> youngerThan(Duration age) {
    Held<T> now = held;
    return now != null && clock.instant().isBefore(now.since().plus(age)) ? Optional.of(now.value()) : Optional.empty();
  }

  private boolean mayRead() {
    return !readingBefore.isAfter(clock.instant().minus(INTERVAL));
  }

  private Optional<T> read() {
    if (!mayRead()) {
      return Optional.empty();
    }
    readingBefore = lastReading;
    lastReading = clock.instant();
    Optional<T> value = source.get();
    value.ifPresent(read -> held = new Held<>(read, clock.instant()));
    return value;
  }
}
