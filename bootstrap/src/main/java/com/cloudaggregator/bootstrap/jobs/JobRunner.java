package com.cloudaggregator.bootstrap.jobs;

import com.cloudaggregator.application.StoreException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Runs the jobs on this node. It starts once the program is ready, on its own thread, so that
 * readiness does not wait for it. On shutdown it starts no new run and waits for the current ones.
 */
final class JobRunner implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  /** How often the node looks for due jobs, and so the longest delay on an idle node. */
  private static final Duration POLLING = Duration.ofSeconds(1);

  /** A node that misses this many heartbeats counts as dead; 4 is db-scheduler's minimum. */
  private static final int HEARTBEATS = 4;

  /** Shorter than the shutdown timeout of the program, 20 seconds. */
  private static final Duration STOPPING = Duration.ofSeconds(15);

  private final Scheduler scheduler;
  private final JobMeters meters;

  /** A program may end before its jobs have begun. */
  private boolean stopped;

  /**
   * @param takeover how long a node must be silent before another takes over its job, at least 4 s
   */
  JobRunner(
      List<Job> jobs,
      SharedSchedule schedule,
      Duration takeover,
      MeterRegistry registry,
      Clock clock,
      UUID node) {
    List<RecurringTask<Void>> tasks = jobs.stream().map(this::task).toList();
    this.scheduler =
        schedule
            .of(List.<Task<?>>of())
            .startTasks(tasks)
            .schedulerName(new SchedulerName.Fixed("node-" + node))
            .clock(clock::instant)
            .threads(Math.max(1, jobs.size())) // No job waits for another.
            .pollingInterval(POLLING)
            .heartbeatInterval(takeover.dividedBy(HEARTBEATS))
            .missedHeartbeatsLimit(HEARTBEATS)
            .shutdownMaxWait(STOPPING)
            .failureLogging(LogLevel.OFF, false) // failed() logs it.
            .build();
    this.meters = new JobMeters(jobs, scheduler, registry, clock);
  }

  private RecurringTask<Void> task(Job job) {
    FixedDelay schedule = FixedDelay.of(job.interval());
    return Tasks.recurring(job.name(), schedule)
        .onFailure(
            (failure, next) -> {
              failed(job, failure);
              next.reschedule(failure, schedule.getNextExecutionTime(failure));
            })
        .execute(
            (_, context) ->
                meters.measure(job, () -> !context.getSchedulerState().isShuttingDown()));
  }

  private static void failed(Job job, ExecutionComplete failure) {
    Throwable cause = failure.getCause().orElse(null);
    if (cause instanceof StoreException store) {
      LOG.warn(
          "Job {} could not use the database and will be repeated at its next run: {} - {}",
          job.name(),
          store.fault().exceptionClass(),
          store.fault().message());
    } else {
      LOG.error("Job {} failed and will be repeated at its next run", job.name(), cause);
    }
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    Thread.ofPlatform().name("jobs-start").start(this::start);
  }

  private synchronized void start() {
    if (!stopped) {
      scheduler.start();
      meters.begin();
    }
  }

  @Override
  public synchronized void destroy() {
    stopped = true;
    meters.close();
    scheduler.stop();
  }
}
