package com.cloudaggregator.bootstrap.jobs;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A recurring task that runs on one node of the cluster at a time, with a pause after each run. A
 * run must tolerate a second one at the same time, since a node that missed its heartbeats may
 * still be alive: it claims each item by compare-and-set.
 *
 * <p>To register one, add a bean to {@code bootstrap.RegisteredJobs}:
 *
 * <pre>{@code
 * @Bean
 * Job refreshing(RefreshDueTokens refresh) {
 *   return Job.every(Duration.ofSeconds(30), "refresh", shouldContinue -> Map.of("refreshed", refresh.run(shouldContinue)))
 *       .waitingFor(refresh::longestWait);
 * }
 * }</pre>
 *
 * <p>A run that fails is repeated after one interval. The job of a node that dies moves to another
 * node. {@link JobMeters} measures duration, last success, processed items and lag. Add a row to
 * the table of jobs in the README.
 *
 * @param name the name in the table of jobs and in the metrics; never changed or reused
 * @param interval the time from the end of one run to the start of the next, at least a second
 * @param longestWait how long the oldest item that could be processed now has waited
 * @param kinds of items, all that a run may count
 */
public record Job(
    String name, Duration interval, Work work, Supplier<Duration> longestWait, Set<String> kinds) {

  /** One run. */
  @FunctionalInterface
  public interface Work {
    /**
     * Processes items in steps that are short or can be interrupted.
     *
     * @param shouldContinue checked between two steps; false once the program is shutting down
     * @return the number of processed items by kind; each kind becomes a counter
     */
    Map<String, Long> run(BooleanSupplier shouldContinue);
  }

  /** A job without a queue: nothing waits for it. */
  public static Job every(Duration interval, String name, Work work) {
    return new Job(name, interval, work, () -> Duration.ZERO, Set.of());
  }

  /**
   * The same job with a queue, for the lag metric. The supplier is called every 15 seconds on each
   * node, so its query needs an index.
   */
  public Job waitingFor(Supplier<Duration> longestWait) {
    return new Job(name, interval, work, longestWait, kinds);
  }

  /** The same job with the kinds of its items, whose counters then exist from the start. */
  public Job counting(Collection<String> kinds) {
    return new Job(name, interval, work, longestWait, Set.copyOf(kinds));
  }
}
