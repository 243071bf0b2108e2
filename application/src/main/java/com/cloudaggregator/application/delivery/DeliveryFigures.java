package com.cloudaggregator.application.delivery;

import java.time.Duration;
import java.util.Map;

/**
 * How the deliveries stand as a whole.
 *
 * @param counts of events in each state that has any, {@code most} at most
 * @param most so far is counted, and no further; there may be more where a count has reached it
 * @param retried of the newest {@code most} events, those that took more than one attempt
 * @param longestWait how long that has been due which has been due longest; zero when nothing waits
 */
public record DeliveryFigures(Map<DeliveryState, Long> counts, int most, long retried, Duration longestWait) {
  public DeliveryFigures {
    counts = Map.copyOf(counts);
  }

  public long count(DeliveryState state) {
    return counts.getOrDefault(state, 0L);
  }

  /** Whether there are no more than this. */
  public boolean isWhole(DeliveryState state) {
    return count(state) < most;
  }
}
