package com.cloudaggregator.bench.environment;

import java.util.List;

/**
 * What browsers talk to.
 *
 * @param processes that do the work, and whose processor time is counted
 */
public record Target(String name, int port, List<Long> processes) {

  /** Seconds of processor time since the processes were started. */
  public double cpuSeconds() {
    return processes.stream().mapToDouble(Processes::cpuSeconds).sum();
  }
}
