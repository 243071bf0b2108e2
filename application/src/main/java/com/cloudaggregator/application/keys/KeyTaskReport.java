package com.cloudaggregator.application.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A run of a key task.
 *
 * @param updatedAt when the counts were last stored; the end of the run if it has ended
 * @param ended false while it runs and if it was cut off
 */
public record KeyTaskReport(
    Instant startedAt, Instant updatedAt, boolean ended, Map<String, Tally> byKey) {
  public KeyTaskReport {
    byKey = Map.copyOf(byKey);
  }

  /** Secrets per second over the whole run; zero if it has just started. */
  public long perSecond() {
    long millis = Duration.between(startedAt, updatedAt).toMillis();
    long done = byKey.values().stream().mapToLong(tally -> tally.good() + tally.bad()).sum();
    return millis <= 0 ? 0 : done * 1000 / millis;
  }
}
