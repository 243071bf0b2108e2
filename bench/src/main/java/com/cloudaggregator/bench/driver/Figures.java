package com.cloudaggregator.bench.driver;

/**
 * The figures of one scenario in one round.
 *
 * @param latencies nanoseconds, in ascending order
 * @param programCpu seconds of processor time, also for a yardstick in the program's place
 */
public record Figures(long[] latencies, double seconds, double programCpu, double databaseCpu) {
  public double perSecond() {
    return latencies.length / seconds;
  }

  public double millis(double quantile) {
    return latencies[(int) Math.min(latencies.length - 1, latencies.length * quantile)] / 1e6;
  }

  public double programCpuPerThousand() {
    return programCpu * 1000 / latencies.length;
  }

  public double databaseCpuPerThousand() {
    return databaseCpu * 1000 / latencies.length;
  }
}
