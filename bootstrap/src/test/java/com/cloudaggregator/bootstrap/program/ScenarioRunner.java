package com.cloudaggregator.bootstrap.program;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs the 23505 scenarios against a started program, over HTTP and with real rows, and records the
 * results.
 */
final class ScenarioRunner {
  static final String ALICE = "56c67b18-9b0a-4743-bc28-1e8e86800435";
  static final String BOB = "62bf37c1-6f50-46f2-9f57-7a0b5136ed1d";

  private static final String ACCOUNTS = "cloud_provider_accounts";
  private static final String SUCCESS = "/app?connection=success&provider=onedrive";
  private static final String OFFER = "#transfer_token=";

  private final StartedProgram program;
  private final List<String> secrets = new ArrayList<>();

  ScenarioRunner(StartedProgram program) {
    this.program = program;
  }

  /** Runs all scenarios in order. */
  List<ScenarioResult> runAll() {
    return Arrays.stream(Scenario.values()).map(this::run).toList();
  }

  /** The codes, states and offers of the scenarios, which no log line may contain. */
  List<String> secrets() {
    return List.copyOf(secrets);
  }

  ScenarioResult run(Scenario scenario) {
    program.sql(
        "SET session_replication_role = replica; TRUNCATE "
            + ACCOUNTS
            + ", account_ownership_history, ownership_transfer_requests, cloud_transfer_events, outbox CASCADE");
    return switch (scenario) {
      case CONFLICT -> {
        connected(ALICE);
        yield observe(scenario, () -> callback(BOB));
      }
      case RACE -> observe(scenario, this::race);
      case ADOPTION -> {
        connected(ALICE);
        String account = program.rows("SELECT id FROM " + ACCOUNTS).getFirst();
        program.browserOf(ALICE).post("/cloud/disconnect", "{\"account_id\":\"" + account + "\"}");
        yield observe(scenario, () -> callback(BOB));
      }
      case LOOKUP_FAILS -> {
        connected(ALICE);
        yield observe(
            scenario,
            () ->
                meanwhile(
                    "REVOKE SELECT ON " + ACCOUNTS + " FROM " + program.runtimeRole(),
                    "GRANT SELECT ON " + ACCOUNTS + " TO " + program.runtimeRole(),
                    () -> callback(BOB)));
      }
      case OWNER_MISSING -> {
        connected(ALICE);
        yield observe(
            scenario,
            () ->
                meanwhile(
                    "ALTER TABLE "
                        + ACCOUNTS
                        + " ENABLE ROW LEVEL SECURITY;"
                        + " CREATE POLICY hidden ON "
                        + ACCOUNTS
                        + " FOR SELECT USING (false);"
                        + " CREATE POLICY inserts ON "
                        + ACCOUNTS
                        + " FOR INSERT WITH CHECK (true)",
                    "DROP POLICY hidden ON "
                        + ACCOUNTS
                        + "; DROP POLICY inserts ON "
                        + ACCOUNTS
                        + ";"
                        + " ALTER TABLE "
                        + ACCOUNTS
                        + " DISABLE ROW LEVEL SECURITY",
                    () -> callback(BOB)));
      }
      case FOREIGN_CONSTRAINT -> {
        connected(ALICE);
        yield observe(
            scenario,
            () ->
                meanwhile(
                    "CREATE UNIQUE INDEX uniq_somebody_elses_idea ON " + ACCOUNTS + " (provider)",
                    "DROP INDEX uniq_somebody_elses_idea",
                    () -> callback(consent(program.browserOf(BOB), DemoAccounts.BRUNO_ONEDRIVE))));
      }
      case OTHER_ERROR ->
          observe(
              scenario,
              () ->
                  meanwhile(
                      "ALTER TABLE "
                          + ACCOUNTS
                          + " ADD CONSTRAINT nothing_goes CHECK (label = 'never') NOT VALID",
                      "ALTER TABLE " + ACCOUNTS + " DROP CONSTRAINT nothing_goes",
                      () -> callback(BOB)));
    };
  }

  private ScenarioResult observe(Scenario scenario, Supplier<HttpResponse<String>> callback) {
    List<String> before = accounts();
    int written = program.lines().size();
    HttpResponse<String> answer = callback.get();
    await()
        .until(
            () ->
                program.lines().stream().skip(written).filter(ScenarioRunner::isAccessLine).count()
                    == scenario.callbacks());
    List<String> lines = program.lines().stream().skip(written).toList();
    String location = answer.headers().firstValue("Location").orElse("");
    int offer = location.indexOf(OFFER);
    if (offer >= 0) {
      secrets.add(location.substring(offer + OFFER.length()));
    }
    return new ScenarioResult(
        scenario,
        Collections.nCopies(scenario.callbacks(), "GET /auth/onedrive/callback?code=…&state=…"),
        answer.statusCode(),
        offer < 0 ? location : location.substring(0, offer) + OFFER + "…",
        offer >= 0,
        lines,
        before,
        accounts());
  }

  /**
   * Completes two flows of Alice at the same time. While the history table is locked, the first
   * insert cannot commit and the second waits at the unique index, so neither flow sees the other's
   * result.
   */
  private HttpResponse<String> race() {
    List<Supplier<HttpResponse<String>>> flows =
        Stream.generate(() -> program.browserOf(ALICE))
            .limit(Scenario.RACE.callbacks())
            .map(browser -> consent(browser, DemoAccounts.ANA_ONEDRIVE))
            .toList();
    try (Connection gate = program.administrator();
        Statement sql = gate.createStatement()) {
      gate.setAutoCommit(false);
      sql.execute("LOCK TABLE account_ownership_history IN SHARE MODE");
      List<CompletableFuture<HttpResponse<String>>> answers =
          flows.stream().map(CompletableFuture::supplyAsync).toList();
      await()
          .until(
              () ->
                  program
                          .rows(
                              "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                  + " AND datname = current_database() AND query ILIKE '%insert into %'")
                          .size()
                      == flows.size());
      gate.commit();
      return answers.stream()
          .map(CompletableFuture::join)
          // If one of them failed, return that one.
          .reduce((one, other) -> Browser.location(one).contains(SUCCESS) ? other : one)
          .orElseThrow();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> meanwhile(
      String begin, String end, Supplier<HttpResponse<String>> callback) {
    program.sql(begin);
    try {
      return callback.get();
    } finally {
      program.sql(end);
    }
  }

  /** Connects this user's account. */
  void connected(String user) {
    int written = program.lines().size();
    HttpResponse<String> answer = callback(user);
    String location = Browser.location(answer);
    if (!location.endsWith(SUCCESS)) {
      throw new IllegalStateException(
          "The scenario could not be set: "
              + location.replaceAll("#.*", "#…")
              + "\n"
              + String.join("\n", program.lines()));
    }
    await()
        .until(() -> program.lines().stream().skip(written).anyMatch(ScenarioRunner::isAccessLine));
  }

  private HttpResponse<String> callback(String user) {
    return callback(consent(program.browserOf(user), DemoAccounts.ANA_ONEDRIVE));
  }

  private static HttpResponse<String> callback(Supplier<HttpResponse<String>> callback) {
    return callback.get();
  }

  private Supplier<HttpResponse<String>> consent(Browser browser, String account) {
    URI back = browser.consent(browser.start("onedrive", "mode=connect"), account, "allow");
    for (String parameter : back.getRawQuery().split("&")) {
      if (parameter.startsWith("code=") || parameter.startsWith("state=")) {
        secrets.add(parameter.substring(parameter.indexOf('=') + 1));
      }
    }
    return () -> browser.follow(back);
  }

  private List<String> accounts() {
    return program.rows(
        "SELECT provider, provider_account_id, user_id, epoch, status FROM "
            + ACCOUNTS
            + " ORDER BY id");
  }

  static boolean isAccessLine(String line) {
    return line.contains("GET /auth/onedrive/callback?code=…&state=… HTTP/1.1")
        && line.contains(" 307 Temporary Redirect");
  }
}
