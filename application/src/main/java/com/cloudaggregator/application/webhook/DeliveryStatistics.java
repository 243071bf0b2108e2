package com.cloudaggregator.application.webhook;

import java.time.Duration;
import java.util.Map;

/**
 * Statistics of all deliveries.
 *
 * @param counts of events by state, each at most {@code countLimit}
 * @param countLimit counting stops here; a count that has reached it is a lower bound
 * @param retried among the newest {@code countLimit} events, those with more than one attempt
 * @param longestWait the age of the oldest pending event; zero if no event is pending
 */
public record DeliveryStatistics(
    Map<DeliveryState, Long> counts, int countLimit, long retried, Duration longestWait) {
  public DeliveryStatistics {
    counts = Map.copyOf(counts);
  }

  public long count(DeliveryState state) {
    return counts.getOrDefault(state, 0L);
  }

  /** Whether the count is exact. */
  public boolean isComplete(DeliveryState state) {
    return count(state) < countLimit;
  }
}
