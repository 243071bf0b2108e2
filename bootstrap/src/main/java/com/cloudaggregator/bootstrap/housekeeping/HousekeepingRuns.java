package com.cloudaggregator.bootstrap.housekeeping;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.housekeeping.Housekeeping;
import com.cloudaggregator.application.housekeeping.Housekeeping.Swept;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Runs the housekeeping on every node, the first time one interval after the start; which node does the work is decided
 * in the database, batch by batch. It is watched by {@code cloud_aggregator_housekeeping_seconds} (how long a run
 * takes), {@code …_last_success_seconds} (since the epoch; alarm when older than three intervals) and {@code
 * …_removed_total}, by kind.
 */
final class HousekeepingRuns implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(HousekeepingRuns.class);
  private static final String NAME = "cloud.aggregator.housekeeping";

  private final Housekeeping housekeeping;
  private final Duration interval;
  private final MeterRegistry meters;
  private final Clock clock;
  private final Timer timer;
  private final AtomicReference<Instant> lastSuccess = new AtomicReference<>(Instant.EPOCH);

  /** Its own and no bean: a scheduler among the beans would take the place of Boot's executor for requests. */
  private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

  HousekeepingRuns(Housekeeping housekeeping, Duration interval, MeterRegistry meters, Clock clock) {
    this.housekeeping = housekeeping;
    this.interval = interval;
    this.meters = meters;
    this.clock = clock;
    this.timer = meters.timer(NAME);
    TimeGauge.builder(NAME + ".last.success", lastSuccess, TimeUnit.SECONDS, at -> at.get().getEpochSecond())
        .register(meters);
    scheduler.setThreadNamePrefix("housekeeping-");
    scheduler.setDaemon(true);
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    scheduler.initialize();
    scheduler.scheduleWithFixedDelay(this::run, clock.instant().plus(interval), interval);
  }

  /** One run. A store that fails is tried again by the next; what was removed before stays removed. */
  void run() {
    timer.record(() -> {
      try {
        Swept swept = housekeeping.sweep();
        count("used_states", swept.usedStates());
        count("transfer_requests", swept.transferRequests());
        count("evidence", swept.evidence());
        lastSuccess.set(clock.instant());
      } catch (StorageException failed) {
        LOG.warn("Housekeeping waits for its next run: {} - {}",
            failed.fault().exceptionClass(), failed.fault().message());
      }
    });
  }

  private void count(String kind, long rows) {
    meters.counter(NAME + ".removed", "kind", kind).increment(rows);
  }

  @Override
  public void destroy() {
    scheduler.shutdown();
  }
}
