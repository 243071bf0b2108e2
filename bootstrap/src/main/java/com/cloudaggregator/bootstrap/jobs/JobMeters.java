package com.cloudaggregator.bootstrap.jobs;

import com.cloudaggregator.application.StoreException;
import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of the jobs. On the node that ran a job: {@code cloud_aggregator_job_seconds} (by job
 * and outcome) and {@code cloud_aggregator_job_items_total} (by job and kind). On every node, from
 * the shared table: {@code cloud_aggregator_job_last_success_seconds} (since 1970) and {@code
 * cloud_aggregator_job_lag_seconds}.
 *
 * <p>The lag is the delay of the job's next run or the age of its oldest waiting item, whichever is
 * longer; NaN while the database does not answer. It is read by a background task, so that a scrape
 * never waits for the database.
 */
final class JobMeters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobMeters.class);
  private static final String NAME = "cloud.aggregator.job";
  private static final String SUCCESS = "success";
  private static final String FAILURE = "failure";
  private static final Duration WATCHED_EVERY = Duration.ofSeconds(15);

  private final Map<Job, Standing> standings = new LinkedHashMap<>();
  private final SchedulerClient schedule;
  private final MeterRegistry registry;
  private final Clock clock;
  private final MeterProvider<Timer> runs;
  private final MeterProvider<Counter> items;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("jobs-watch").factory());

  /** The last success in seconds since 1970, and the lag in seconds. */
  private static final class Standing {
    private final AtomicReference<Double> lastSuccess = new AtomicReference<>(0.0);
    private final AtomicReference<Double> lag = new AtomicReference<>(Double.NaN);
  }

  JobMeters(List<Job> jobs, SchedulerClient schedule, MeterRegistry registry, Clock clock) {
    this.schedule = schedule;
    this.registry = registry;
    this.clock = clock;
    this.runs =
        Timer.builder(NAME)
            .description("Runs of the job on this node, by outcome, and the time they took.")
            .withRegistry(registry);
    this.items =
        Counter.builder(NAME + ".items")
            .description("Items that runs of the job on this node have processed, by kind.")
            .withRegistry(registry);
    for (Job job : jobs) {
      Standing standing = new Standing();
      standings.put(job, standing);
      gauge(
          job,
          "last.success",
          "When the job last succeeded on any node, in seconds since 1970; 0 if it never did.",
          standing.lastSuccess);
      gauge(
          job,
          "lag",
          "How late the job's next run is, or how long its oldest item has waited, whichever is longer.",
          standing.lag);
      runs.withTags("job", job.name(), "outcome", SUCCESS);
      runs.withTags("job", job.name(), "outcome", FAILURE);
      for (String kind : job.kinds()) {
        items.withTags("job", job.name(), "kind", kind);
      }
    }
  }

  private void gauge(Job job, String what, String description, AtomicReference<Double> value) {
    TimeGauge.builder(NAME + "." + what, value, TimeUnit.SECONDS, AtomicReference::get)
        .description(description)
        .tag("job", job.name())
        .register(registry);
  }

  /** Runs the job once and records duration, outcome and counters, also if it fails. */
  void measure(Job job, BooleanSupplier shouldContinue) {
    Timer.Sample run = Timer.start(registry);
    String outcome = FAILURE;
    try {
      job.work()
          .run(shouldContinue)
          .forEach((kind, done) -> items.withTags("job", job.name(), "kind", kind).increment(done));
      outcome = SUCCESS;
    } finally {
      run.stop(runs.withTags("job", job.name(), "outcome", outcome));
    }
  }

  void begin() {
    watch.scheduleWithFixedDelay(this::read, 0, WATCHED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void read() {
    standings.forEach(
        (job, standing) -> {
          try {
            read(job, standing);
          } catch (StoreException | SQLRuntimeException away) {
            standing.lag.set(Double.NaN);
            LOG.warn(
                "The lag of job {} cannot be read: {}",
                job.name(),
                away.getClass().getSimpleName());
          }
        });
  }

  private void read(Job job, Standing standing) {
    Duration waited = job.longestWait().get();
    ScheduledExecution<?> next =
        schedule
            .getScheduledExecution(TaskInstanceId.of(job.name(), RecurringTask.INSTANCE))
            .orElse(null);
    Duration late =
        next == null ? Duration.ZERO : Duration.between(next.getExecutionTime(), clock.instant());
    standing.lag.set(Math.max(0, Math.max(waited.toMillis(), late.toMillis()) / 1000.0));
    Instant success = next == null ? null : next.getLastSuccess();
    if (success != null) {
      standing.lastSuccess.set((double) success.getEpochSecond());
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
