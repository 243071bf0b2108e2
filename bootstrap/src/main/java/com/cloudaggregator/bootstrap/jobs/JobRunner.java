package com.cloudaggregator.bootstrap.jobs;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.persistence.PersistenceAdapter.SharedSchedule;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * This node's part in the jobs of all nodes. It begins once the program is ready, on a thread of its own, so that
 * nobody waits for it; at the end it takes nothing new and lets what runs come to a stop.
 */
final class JobRunner implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  /** How late a job begins at most, when a node is free. */
  private static final Duration POLLING = Duration.ofSeconds(1);

  /** So many heartbeats are missed before a node is thought dead; the library's least. */
  private static final int HEARTBEATS = 4;

  /** Below the 20 seconds that the program has to end. */
  private static final Duration STOPPING = Duration.ofSeconds(15);

  private final Scheduler scheduler;
  private final JobMeters meters;

  /** @param takeover how long a node is silent before its job goes to another, at least 4 seconds */
  JobRunner(List<Job> jobs, SharedSchedule schedule, Duration takeover, MeterRegistry registry, Clock clock, UUID node) {
    List<RecurringTask<Void>> tasks = jobs.stream().map(this::task).toList();
    this.scheduler = schedule.of(List.<Task<?>>of())
        .startTasks(tasks)
        .schedulerName(new SchedulerName.Fixed("node-" + node))
        .clock(clock::instant)
        .threads(Math.max(1, jobs.size())) // no job waits for another one
        .executorService(Executors.newVirtualThreadPerTaskExecutor())
        .pollingInterval(POLLING)
        .heartbeatInterval(takeover.dividedBy(HEARTBEATS))
        .missedHeartbeatsLimit(HEARTBEATS)
        .shutdownMaxWait(STOPPING)
        .failureLogging(LogLevel.OFF, false) // failed() says it
        .build();
    this.meters = new JobMeters(jobs, scheduler, registry, clock);
  }

  private RecurringTask<Void> task(Job job) {
    FixedDelay schedule = FixedDelay.of(job.interval());
    return Tasks.recurring(job.name(), schedule)
        .onFailure((failure, next) -> {
          failed(job, failure);
          next.reschedule(failure, schedule.getNextExecutionTime(failure));
        })
        .execute((_, context) ->
            meters.measure(job, () -> !context.getSchedulerState().isShuttingDown()));
  }

  private static void failed(Job job, ExecutionComplete failure) {
    Throwable cause = failure.getCause().orElse(null);
    if (cause instanceof StorageException store) {
      LOG.warn("Job {} waits for its next run: {} - {}",
          job.name(), store.fault().exceptionClass(), store.fault().message());
    } else {
      LOG.error("Job {} failed; it is tried again at its next run", job.name(), cause);
    }
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    Thread.ofVirtual().name("jobs-begin").start(() -> {
      scheduler.start();
      meters.begin();
    });
  }

  @Override
  public void destroy() {
    meters.close();
    scheduler.stop();
  }
}
