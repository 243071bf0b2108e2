package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.jobs.Job;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

/** Background jobs on two nodes of one database. */
@Order(7)
class JobsIT {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The work of the test job on one node. */
  private static final class Node implements Consumer<GenericApplicationContext> {
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private volatile boolean hangs;
    private volatile boolean stopped;

    @Override
    public void accept(GenericApplicationContext context) {
      context.registerBean(
          "counting",
          Job.class,
          () ->
              Job.every(
                      SECOND,
                      "counting",
                      goOn -> {
                        begun.incrementAndGet();
                        if (failures.getAndDecrement() > 0) {
                          throw new IllegalStateException("planned");
                        }
                        if (hangs) {
                          await()
                              .atMost(Duration.ofMinutes(1))
                              .until(() -> stuck.getCount() == 0 || !goOn.getAsBoolean());
                          stopped = !goOn.getAsBoolean();
                        }
                        return Map.of("runs", 1L);
                      })
                  .waitingFor(() -> Duration.ofSeconds(42)));
    }
  }

  private final Node one = new Node();
  private final Node two = new Node();
  private Program program;

  @BeforeEach
  void start() {
    one.hangs = true;
    program = Program.start(one, "cloud-aggregator.jobs.takeover=4s");
    await().until(() -> one.begun.get() > 0);
  }

  @AfterEach
  void stop() {
    one.stuck.countDown();
    program.close();
  }

  private static double of(Program node, String meter, String... tags) {
    return node.bean(MeterRegistry.class)
        .get("cloud.aggregator.job." + meter)
        .tags(tags)
        .gauge()
        .value();
  }

  @Test
  void runsOnOneNodeAtATimeWithTheSameMetricsOnBoth() {
    one.hangs = false;
    try (Program other = program.anotherNode(two)) {
      await().untilAsserted(() -> assertThat(of(other, "lag", "job", "counting")).isEqualTo(42));
      // It was already running on the first node when the second one started.
      assertThat(two.begun).hasValue(0);
      one.stuck.countDown();

      await().atMost(Duration.ofSeconds(20)).until(() -> one.begun.get() + two.begun.get() >= 4);
      long begun =
          Math.round(
              Double.parseDouble(
                  program
                      .rows(
                          "SELECT extract(epoch FROM now()) FROM scheduled_tasks WHERE task_name = 'counting'")
                      .getFirst()));
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(
              () -> {
                assertThat(of(program, "last.success", "job", "counting"))
                    .isGreaterThanOrEqualTo(begun - 20.0);
                assertThat(of(other, "last.success", "job", "counting"))
                    .isGreaterThanOrEqualTo(begun - 20.0);
              });
      assertThat(
              program.rows(
                  "SELECT count(*) FROM scheduled_tasks WHERE task_name IN ('counting', 'purge')"))
          .containsExactly("2");
    }
  }

  @Test
  void takesOverTheJobOfAKilledNode() {
    try (Program other = program.anotherNode(two)) {
      assertThat(two.begun).hasValue(0);
      // To the database and the other node it is dead: it sends no heartbeats, and its work
      // does not end.
      program.bean(HikariDataSource.class).close();

      await().atMost(Duration.ofSeconds(30)).until(() -> two.begun.get() > 0);
      assertThat(one.begun).hasValue(1);
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          other
                              .bean(MeterRegistry.class)
                              .get("cloud.aggregator.job")
                              .tags("job", "counting", "outcome", "success")
                              .timer()
                              .count())
                      .isPositive());
    }
  }

  @Test
  void repeatsAFailedRunAtTheNextInterval() {
    one.hangs = false;
    one.failures.set(2);
    one.stuck.countDown();

    await().atMost(Duration.ofSeconds(20)).until(() -> one.begun.get() >= 4);

    MeterRegistry meters = program.bean(MeterRegistry.class);
    assertThat(
            meters
                .get("cloud.aggregator.job")
                .tags("job", "counting", "outcome", "failure")
                .timer()
                .count())
        .isEqualTo(2);
    assertThat(
            meters
                .get("cloud.aggregator.job.items")
                .tags("job", "counting", "kind", "runs")
                .counter()
                .count())
        .isPositive();
  }

  @Test
  void stopsARunAndWaitsForItsLastStepOnShutdown() {
    program.restart();

    assertThat(one.stopped).isTrue();
    assertThat(
            program.rows(
                "SELECT consecutive_failures FROM scheduled_tasks WHERE task_name = 'counting'"))
        .containsExactly("0");
  }
}
