package com.cloudaggregator.bootstrap.jobs;

import com.cloudaggregator.application.StorageException;
import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
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
 * What is measured of each job: {@code cloud_aggregator_job_seconds} (by job and outcome) and {@code
 * cloud_aggregator_job_items_total} (by job and kind) on the node that ran it; {@code
 * cloud_aggregator_job_last_success_seconds} (since 1970) and {@code cloud_aggregator_job_lag_seconds} on every node,
 * read from the table that all share. The lag is how late the job is, or how long its oldest item has waited, whichever
 * is longer; it is NaN while the database cannot be asked. It is read beside the scrapes, which therefore wait for no
 * database.
 */
final class JobMeters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobMeters.class);
  private static final String NAME = "cloud.aggregator.job";
  private static final Duration WATCHED_EVERY = Duration.ofSeconds(15);

  private final Map<Job, Standing> standings = new LinkedHashMap<>();
  private final SchedulerClient schedule;
  private final MeterRegistry registry;
  private final Clock clock;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("jobs-watch").factory());

  /** Seconds since 1970, and seconds. */
  private static final class Standing {
    private final AtomicReference<Double> lastSuccess = new AtomicReference<>(0.0);
    private final AtomicReference<Double> lag = new AtomicReference<>(Double.NaN);
  }

  JobMeters(List<Job> jobs, SchedulerClient schedule, MeterRegistry registry, Clock clock) {
    this.schedule = schedule;
    this.registry = registry;
    this.clock = clock;
    for (Job job : jobs) {
      Standing standing = new Standing();
      standings.put(job, standing);
      gauge(job, "last.success", standing.lastSuccess);
      gauge(job, "lag", standing.lag);
    }
  }

  private void gauge(Job job, String what, AtomicReference<Double> value) {
    TimeGauge.builder(NAME + "." + what, value, TimeUnit.SECONDS, AtomicReference::get)
        .tag("job", job.name())
        .register(registry);
  }

  /** One run, whatever becomes of it. */
  void measure(Job job, BooleanSupplier goOn) {
    Timer.Sample run = Timer.start(registry);
    String outcome = "failure";
    try {
      job.work().run(goOn).forEach((kind, done) ->
          registry.counter(NAME + ".items", "job", job.name(), "kind", kind).increment(done));
      outcome = "success";
    } finally {
      run.stop(registry.timer(NAME, "job", job.name(), "outcome", outcome));
    }
  }

  void begin() {
    watch.scheduleWithFixedDelay(this::read, 0, WATCHED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void read() {
    standings.forEach((job, standing) -> {
      try {
        read(job, standing);
      } catch (StorageException | SQLRuntimeException away) {
        standing.lag.set(Double.NaN);
        LOG.warn("How late the job {} is cannot be told: {}", job.name(), away.getClass().getSimpleName());
      }
    });
  }

  private void read(Job job, Standing standing) {
    Duration waited = job.longestWait().get();
    ScheduledExecution<?> next = schedule
        .getScheduledExecution(TaskInstanceId.of(job.name(), RecurringTask.INSTANCE))
        .orElse(null);
    Duration late = next == null ? Duration.ZERO : Duration.between(next.getExecutionTime(), clock.instant());
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
