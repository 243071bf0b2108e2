package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.demo.provider.Fault;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same callback delivered twice, over HTTP, on one node and on two nodes that share a database.
 * The first delivery is held at the provider, at the INSERT or at the COMMIT until the second one
 * waits for its answer.
 */
@ResourceLock("AnsweredCallbacks")
class RepeatedCallbackIT {
  private static final int GATE = 4711;

  /** The trigger waits for the gate at the INSERT, or at the COMMIT. */
  private static final String HOLD =
      """
      CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        SET LOCAL lock_timeout = 0;
        SET LOCAL statement_timeout = 0;
        PERFORM pg_advisory_xact_lock_shared(%d);
        RETURN NEW;
      END
      $$;
      CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON %s %s FOR EACH ROW EXECUTE FUNCTION wait_at_the_gate()
      """;

  private static Program program;
  private static Program other;

  @BeforeAll
  static void start() {
    program = Program.start();
    other = program.anotherNodeWithTheSameOneDrive();
  }

  @AfterAll
  static void stop() {
    other.close();
    program.close();
  }

  @BeforeEach
  void emptyDatabase() {
    program.emptyDatabase();
    program.providers().forget();
  }

  @AfterEach
  void openTheGate() {
    program.bean(FaultSwitch.class).clear();
    program.sql("DROP FUNCTION IF EXISTS wait_at_the_gate() CASCADE");
  }

  private enum Place {
    PROVIDER,
    INSERT,
    COMMIT
  }

  static Stream<Arguments> everyPlace() {
    return Arrays.stream(Place.values())
        .flatMap(
            place ->
                Stream.of(
                    Arguments.of(place, 1, "connection=success"),
                    Arguments.of(place, 2, "connection=success"),
                    Arguments.of(place, 1, "error=ownership_conflict"),
                    Arguments.of(place, 2, "error=ownership_conflict")));
  }

  @ParameterizedTest(name = "held at the {0}, on {1} nodes: {2}")
  @MethodSource("everyPlace")
  void isExchangedOnceAndAnsweredTwice(Place place, int nodes, String outcome) throws Exception {
    boolean conflict = outcome.contains("conflict");
    if (conflict) {
      program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    }
    Browser browser = program.browserOf("bob");
    URI back =
        browser.consent(
            browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
    Browser repeating =
        nodes == 1 ? browser : new Browser(other.base(), Program.bearer("bob"), browser);
    program.providers().forget();
    int used = program.rows("SELECT 1 FROM used_authorization_states").size();

    String first;
    String second;
    try (Connection gate = program.administrator();
        Statement sql = gate.createStatement();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      gate.setAutoCommit(false);
      sql.execute("SELECT pg_advisory_xact_lock(" + GATE + ")");
      hold(place, conflict);
      Future<String> held = threads.submit(() -> Browser.location(browser.follow(back)));
      await().until(() -> program.rows("SELECT 1 FROM used_authorization_states").size() > used);
      if (place != Place.PROVIDER) {
        await().until(RepeatedCallbackIT::someoneWaitsAtTheGate);
      }
      Future<String> repeated = threads.submit(() -> Browser.location(repeating.follow(back)));
      await().until(RepeatedCallbackIT::someoneWaitsForTheAnswer);
      assertThat(held).isNotDone();
      gate.rollback();
      first = held.get(15, TimeUnit.SECONDS);
      second = repeated.get(15, TimeUnit.SECONDS);
    }

    assertThat(first).contains(outcome);
    if (conflict) {
      assertThat(first).contains("#transfer_token=");
    }
    assertThat(second).isEqualTo(first);
    assertThat(program.providers().tokenCalls()).isOne();
    assertThat(program.rows("SELECT user_id, epoch FROM cloud_provider_accounts"))
        .containsExactly(conflict ? "alice|1" : "bob|1");
    assertThat(program.rows("SELECT requester FROM ownership_transfer_requests"))
        .hasSize(conflict ? 1 : 0);
  }

  /** A new account is inserted into the accounts, a conflict into the offers. */
  private static void hold(Place place, boolean conflict) throws SQLException {
    if (place == Place.PROVIDER) {
      program.bean(FaultSwitch.class).set(Vendor.ONEDRIVE, Fault.SLOW);
    } else {
      program.sql(
          HOLD.formatted(
              GATE,
              conflict ? "ownership_transfer_requests" : "cloud_provider_accounts",
              place == Place.COMMIT ? "DEFERRABLE INITIALLY DEFERRED" : ""));
    }
  }

  private static boolean someoneWaitsAtTheGate() {
    return !program
        .rows(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = "
                + GATE)
        .isEmpty();
  }

  private static boolean someoneWaitsForTheAnswer() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(
            frame ->
                frame.getClassName().endsWith(".AnsweredCallbacks")
                    && frame.getMethodName().equals("await"));
  }
}
