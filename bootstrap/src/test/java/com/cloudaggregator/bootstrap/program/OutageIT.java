package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Outages of the database, as users and operators see them. */
@Isolated("reads the log of the whole process")
class OutageIT {
  private static final Duration STORM = Duration.ofSeconds(Integer.getInteger("outage.seconds", 8));
  private static final Duration KILLED_EVERY = Duration.ofMillis(200);
  private static final String ALICE = "alice";
  private static final String BOB = "bob";
  private static final String CAROL = "carol";

  private static Program program;

  @BeforeAll
  static void startProgram() {
    program =
        Program.start(
            "cloud-aggregator.transfer.max-per-account=1000",
            "cloud-aggregator.limits.live-offers=1000",
            "cloud-aggregator.limits.starts-per-minute=10000");
  }

  @AfterAll
  static void stopProgram() {
    program.close();
  }

  @BeforeEach
  void emptyDatabase() {
    program.emptyDatabase();
  }

  /** What the users of a storm have seen. */
  private static final class Seen {
    private final List<String> wrong = new ArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    synchronized void wrong(String what) {
      wrong.add(what);
    }

    /** Whether the request was acknowledged. */
    boolean accept(HttpResponse<String> answer) {
      answers.incrementAndGet();
      if (answer.statusCode() == 503) {
        refusals.incrementAndGet();
        if (!answer.body().contains("database_unavailable")
            || answer.headers().firstValue("Retry-After").isEmpty()) {
          wrong("503 " + answer.body());
        }
      } else if (answer.statusCode() >= 500) {
        wrong(answer.statusCode() + " " + answer.body());
      }
      return answer.statusCode() == 200;
    }

    /** Whether the connection, or the offer, was acknowledged. */
    boolean accept(String location, String expected) {
      answers.incrementAndGet();
      if (location.contains("error=database_unavailable")
          || location.contains("error=database_query_failed")) {
        refusals.incrementAndGet();
      } else if (location.contains("error=database")) {
        wrong(location);
      }
      return location.contains(expected);
    }
  }

  private static String owner(String subject) {
    return program
        .rows(
            "SELECT coalesce(user_id, '-') FROM cloud_provider_accounts WHERE provider_account_id = '"
                + subject
                + "'")
        .stream()
        .findAny()
        .orElse("-");
  }

  /** Alice and Bob take the account from each other. */
  private static void transfer(Seen seen) {
    String owner = owner(DemoAccounts.ANA_ONEDRIVE_ID);
    String next = owner.equals(ALICE) ? BOB : ALICE;
    String location = program.browserOf(next).connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    if (seen.accept(location, "#transfer_token=")) {
      String token = location.substring(location.indexOf("=", location.indexOf('#')) + 1);
      HttpResponse<String> answer =
          program
              .browserOf(next)
              .post("/cloud/transfer-ownership", "{\"transfer_token\":\"" + token + "\"}");
      if (seen.accept(answer) && !owner(DemoAccounts.ANA_ONEDRIVE_ID).equals(next)) {
        seen.wrong("lost: the transfer to " + next);
      }
    }
  }

  /** Carol connects and disconnects. */
  private static void connectAndDisconnect(Seen seen) {
    String subject = DemoAccounts.BRUNO_ONEDRIVE;
    if (seen.accept(
            program.browserOf(CAROL).connect("onedrive", DemoAccounts.BRUNO_ONEDRIVE),
            "connection=success")
        && !owner(subject).equals(CAROL)) {
      seen.wrong("lost: the connection");
    }
    for (String id :
        program.rows("SELECT id FROM cloud_provider_accounts WHERE user_id = '" + CAROL + "'")) {
      HttpResponse<String> answer =
          program.browserOf(CAROL).post("/cloud/disconnect", "{\"account_id\":\"" + id + "\"}");
      if (seen.accept(answer) && owner(subject).equals(CAROL)) {
        seen.wrong("lost: the disconnection");
      }
    }
  }

  @Test
  void connectionsThatAreKilledAllTheTimeLoseNothingThatWasAcknowledged() throws Exception {
    Seen seen = new Seen();
    AtomicBoolean over = new AtomicBoolean();
    List<Runnable> work =
        List.of(
            () -> transfer(seen),
            () -> connectAndDisconnect(seen),
            () -> seen.accept(program.browserOf(ALICE).get("/me/cloud-status")),
            () -> seen.accept(program.browserOf(BOB).get("/me/activity")),
            () -> seen.accept(program.browserOf(CAROL).get("/me/transfer-events")));
    try (LogLines log = new LogLines();
        ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Runnable each : work) {
        running.add(
            users.submit(
                () -> {
                  while (!over.get()) {
                    each.run();
                  }
                }));
      }
      killConnections();
      over.set(true);
      for (Future<?> each : running) {
        each.get();
      }

      assertThat(seen.wrong).isEmpty();
      assertThat(seen.answers).hasValueGreaterThan(20);
      assertThat(seen.refusals).hasPositiveValue();
      assertThat(log.withStackTrace()).isEmpty();
      Map<String, Long> lines =
          log.lines().stream()
              .filter(line -> line.contains("The database is unavailable"))
              .collect(
                  Collectors.groupingBy(
                      line -> line.replaceAll(", .*", ""), Collectors.counting()));
      assertThat(lines).isNotEmpty();
      assertThat(lines.values()).allMatch(count -> count <= STORM.toSeconds() + 5);
    }
    // A job that fails during the outage is part of it.
    await()
        .dontCatchUncaughtExceptions()
        .untilAsserted(
            () ->
                assertThat(program.browserOf(ALICE).get("/me/cloud-status").statusCode())
                    .isEqualTo(200));
    assertThat(
            program.rows(
                "SELECT account_id FROM account_ownership_history GROUP BY account_id"
                    + " HAVING count(*) <> max(epoch)"))
        .as("accounts with a gap in their epochs")
        .isEmpty();
  }

  private static void killConnections() throws SQLException {
    Instant end = Instant.now().plus(STORM);
    try (Connection admin = program.administrator();
        Statement statement = admin.createStatement()) {
      while (Instant.now().isBefore(end)) {
        statement.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND usename = '"
                + program.runtimeRole()
                + "'");
        statement.execute("SELECT pg_sleep(" + KILLED_EVERY.toMillis() / 1000.0 + ")");
      }
    }
  }

  @Test
  void readinessGoesDownWithTheDatabaseAndLivenessDoesNot() throws SQLException {
    String database = program.rows("SELECT current_database()").getFirst();
    try (Connection superuser = TestDatabase.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
      try {
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + database
                + "'");

        await()
            .dontCatchUncaughtExceptions()
            .atMost(Duration.ofSeconds(10))
            .until(() -> health("readiness") == 503);
        assertThat(health("liveness")).isEqualTo(200);
      } finally {
        statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
      }
    }
    await()
        .dontCatchUncaughtExceptions()
        .atMost(Duration.ofSeconds(10))
        .until(() -> health("readiness") == 200);
  }

  private static int health(String group) {
    return program.browser().get("/actuator/health/" + group).statusCode();
  }
}
