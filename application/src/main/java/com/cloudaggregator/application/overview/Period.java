package com.cloudaggregator.application.overview;

import java.time.Instant;
import java.util.Map;

/**
 * What happened in one period of the chart.
 *
 * @param counts for every measure, each at most {@value OperationFigures#PERIOD_LIMIT}
 */
public record Period(Instant from, Map<Measure, Long> counts) {
  public Period {
    counts = Map.copyOf(counts);
  }

  public long count(Measure measure) {
    return counts.getOrDefault(measure, 0L);
  }
}
