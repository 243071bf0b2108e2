package com.cloudaggregator.persistence.transaction;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one of many callers do something that is enough once a second. */
public final class OncePerSecond {
  private static final long PERIOD = Duration.ofSeconds(1).toMillis();

  private final Clock clock;
  private final AtomicLong last = new AtomicLong(Long.MIN_VALUE / 2);

  public OncePerSecond(Clock clock) {
    this.clock = clock;
  }

  /** A clock that is set back does not silence it. */
  public boolean tryAcquire() {
    long before = last.get();
    long now = clock.millis();
    return (now - before >= PERIOD || now < before) && last.compareAndSet(before, now);
  }
}
