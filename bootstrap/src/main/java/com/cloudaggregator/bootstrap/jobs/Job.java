package com.cloudaggregator.bootstrap.jobs;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Work that one node of all does, an interval after it was last done. A node may only seem dead, so a run must bear
 * that another one is under way: it claims what it works on by compare-and-set.
 *
 * <p>To register one, add a bean to {@code bootstrap.RegisteredJobs}:
 *
 * <pre>{@code
 * @Bean
 * Job refreshing(RefreshDueTokens refresh) {
 *   return Job.every(Duration.ofSeconds(30), "refresh", goOn -> Map.of("refreshed", refresh.run(goOn)))
 *       .waitingFor(refresh::longestWait);
 * }
 * }</pre>
 *
 * <p>The rest comes with it: every interval one node runs it; a run that fails is tried again one interval later; a
 * node that dies loses it to another; metrics tell how long it takes, when it last succeeded, what it did and how late
 * it is ({@link JobMeters}); and a row of README's table is for you to write.
 *
 * @param name in the table of jobs and in the metrics; never changed, never reused
 * @param interval from the end of one run to the beginning of the next, at least a second
 * @param longestWait how long that has waited which has waited longest for this job, and could be worked on now
 */
public record Job(String name, Duration interval, Work work, Supplier<Duration> longestWait) {

  /** One run. */
  @FunctionalInterface
  public interface Work {
    /**
     * Works in steps that are short, or may be interrupted.
     *
     * @param goOn asked between two steps: false once the program is being stopped
     * @return how much was done, by kind; each becomes a counter
     */
    Map<String, Long> run(BooleanSupplier goOn);
  }

  /** Work of which nothing waits but its next run. */
  public static Job every(Duration interval, String name, Work work) {
    return new Job(name, interval, work, () -> Duration.ZERO);
  }

  /** The same, with a queue to watch. It is asked every 15 seconds on each node, so it has an index to read by. */
  public Job waitingFor(Supplier<Duration> longestWait) {
    return new Job(name, interval, work, longestWait);
  }
}
