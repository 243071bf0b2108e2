package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.token.RefreshAhead;
import com.cloudaggregator.application.token.RefreshAhead.RefreshOutcome;
import com.cloudaggregator.bootstrap.demo.provider.Fault;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Proactive refresh by two nodes with one database and one OneDrive. */
@Order(6)
class RefreshAheadIT {
  private static final Duration RUN = Duration.ofSeconds(40);
  private static final String FRESH =
      "SELECT status, access_token_expires_at > now() + interval '30 minutes' FROM cloud_provider_accounts";

  private static Program program;
  private static Program node;

  @BeforeAll
  static void start() {
    program = Program.start("cloud-aggregator.access-token.refresh-ahead=10m");
    node = program.anotherNodeWithTheSameOneDrive();
  }

  @AfterAll
  static void stop() {
    node.close();
    program.close();
  }

  @BeforeEach
  void connect() {
    program.bean(FaultSwitch.class).clear();
    program.emptyDatabase();
    assertThat(program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
    program.providers().forget();
  }

  private static void letFiveMinutesBeLeft() {
    program.sql(
        "UPDATE cloud_provider_accounts SET access_token_expires_at = now() + interval '5 minutes',"
            + " updated_at = now() - interval '55 minutes'");
  }

  private static double refreshed() {
    return Stream.of(program, node)
        .map(
            each ->
                Search.in(each.bean(MeterRegistry.class))
                    .name("cloud.aggregator.job.items")
                    .tags("job", "refresh", "kind", "refreshed")
                    .counter())
        .mapToDouble(counter -> counter == null ? 0 : counter.count())
        .sum();
  }

  @Test
  void refreshesAnAccountWithoutARequest() {
    double before = refreshed();
    letFiveMinutesBeLeft();

    await()
        .atMost(RUN)
        .untilAsserted(() -> assertThat(program.rows(FRESH)).containsExactly("connected|t"));

    assertThat(program.providers().tokenCalls()).isEqualTo(1);
    await().untilAsserted(() -> assertThat(refreshed()).isEqualTo(before + 1));
    await()
        .atMost(RUN)
        .untilAsserted(
            () ->
                assertThat(
                        program
                            .bean(MeterRegistry.class)
                            .get("cloud.aggregator.job.lag")
                            .tags("job", "refresh")
                            .gauge()
                            .value())
                    .isBetween(0.0, 30.0));
  }

  @Test
  void recoversFromAProviderOutage() {
    program.bean(FaultSwitch.class).set(Vendor.ONEDRIVE, Fault.TOO_MANY_REQUESTS);
    letFiveMinutesBeLeft();
    await().atMost(RUN).until(() -> program.providers().tokenCalls() == 1);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        program.rows("SELECT status, refresh_trouble FROM cloud_provider_accounts"))
                    .containsExactly("connected|rate_limited"));

    program.bean(FaultSwitch.class).clear();
    program.sql("UPDATE cloud_provider_accounts SET refresh_not_before = now()");

    await()
        .atMost(RUN)
        .untilAsserted(() -> assertThat(program.rows(FRESH)).containsExactly("connected|t"));
    assertThat(program.providers().tokenCalls()).isEqualTo(2);
  }

  /**
   * If a node is wrongly considered dead, two nodes run the job. The lease lets only one of them
   * refresh.
   */
  @Test
  void refreshesOnceOnTwoNodes() throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    letFiveMinutesBeLeft();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Map<RefreshOutcome, Long>>> runs =
          threads.invokeAll(
              Stream.of(program, node)
                  .<Callable<Map<RefreshOutcome, Long>>>map(
                      each ->
                          () -> {
                            start.await();
                            return each.bean(RefreshAhead.class).run(() -> true);
                          })
                  .toList());
      for (Future<Map<RefreshOutcome, Long>> run : runs) {
        assertThat(run.get()).isIn(Map.of(), Map.of(RefreshOutcome.REFRESHED, 1L));
      }
    }

    assertThat(program.rows(FRESH)).containsExactly("connected|t");
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
  }
}
