package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every statement of a request, and of a job that runs meanwhile, reads by an index the rows that
 * it needs and sorts no more than one user's own, however many rows the tables have. The statements
 * are those that the program executes while each call of the API and each page is used once. With
 * {@code -Dplans.rows=1000000} on a million rows in each table. Writes the statements and the bytes
 * per row to {@code bootstrap/target/request-plans.md}.
 */
class RequestPlansIT {
  private static final int ROWS = Integer.getInteger("plans.rows", 30_000);
  private static final String PAGE = "text/html";
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
  private static final Pattern CSRF =
      Pattern.compile("name=\"_csrf\" (?:value|content)=\"([^\"]+)\"");

  /** Of {@code /ops/keys}: it reads every secret, in parts with a limit, along an index. */
  private static final String COUNT_OF_ALL_SECRETS = "WITH part AS MATERIALIZED (";

  private static TestDatabase.Database database;
  private static Plans plans;
  private static Program program;

  @BeforeAll
  static void start() throws IOException {
    database = TestDatabase.migratedDatabase();
    plans = new Plans(database);
    program =
        Program.startOn(
            database,
            _ -> {},
            "spring.datasource.url=" + plans.url(),
            "logging.level.org.hibernate.orm.jdbc.warn=off",
            "cloud-aggregator.webhook.url=http://localhost:9/none",
            "cloud-aggregator.webhook.secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    ManyRows.fill(Rows.of(database), ROWS);
    plans.forget();
  }

  @AfterAll
  static void stop() throws IOException {
    program.close();
    plans.close();
  }

  @Test
  void useAnIndex() throws IOException {
    List<String> called = play();
    visitPages();
    assertThat(called).containsExactlyInAnyOrderElementsOf(DocumentedApi.calls());
    report();
    Map<String, List<String>> offences = plans.offences(ManyRows.TABLES);
    offences.keySet().removeIf(statement -> statement.startsWith(COUNT_OF_ALL_SECRETS));
    assertThat(offences).isEmpty();
  }

  private static void report() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Statements and sizes with %d rows in each table".formatted(ROWS));
    lines.add("");
    lines.add("| table | rows | bytes per row | bytes of indexes per row | indexes |");
    lines.add("| --- | --- | --- | --- | --- |");
    Rows.of(database)
        .query(
            """
            SELECT relname, reltuples::bigint, (pg_table_size(c.oid) / reltuples)::bigint,
              (pg_indexes_size(c.oid) / reltuples)::bigint,
              (SELECT count(*) FROM pg_index WHERE indrelid = c.oid)
            FROM pg_class AS c WHERE relkind = 'r' AND reltuples >= %d
              AND relnamespace = 'public'::regnamespace ORDER BY relname"""
                .formatted(ROWS))
        .forEach(row -> lines.add("| " + row.replace("|", " | ") + " |"));
    lines.add("");
    lines.add("%d statements whose plans were checked:".formatted(plans.statements().size()));
    lines.add("");
    plans.statements().stream().sorted().forEach(statement -> lines.add("    " + statement));
    Files.write(Path.of("target", "request-plans.md"), lines);
  }

  @Test
  void isNoticedIfOneDoesNot() throws SQLException {
    String whole = "SELECT count(*) FROM cloud_provider_accounts WHERE label = 'planted'";
    String sorted = "SELECT n FROM generate_series(1, 1000) AS n ORDER BY -n";
    try (Connection connection =
            DriverManager.getConnection(plans.url(), database.appUser(), database.appPassword());
        var statement = connection.createStatement()) {
      statement.execute(whole);
      statement.execute(sorted);
    }
    assertThat(plans.offences(ManyRows.TABLES)).containsKeys(whole, sorted);
    plans.forget();
  }

  private static List<String> play() {
    Browser ana = program.browserOf("ana");
    Browser bruno = program.browserOf("bruno");
    Browser operator = program.browserOfOperator();
    Browser service = program.browserOfService();
    List<String> called = new ArrayList<>();

    called.add("GET /auth/{}/login-url");
    assertThat(ana.connect("onedrive", DemoAccounts.ANA_ONEDRIVE)).contains("success");
    assertThat(ana.connect("onedrive", DemoAccounts.ANA_ONEDRIVE)).contains("success");
    String id = first(ID, get(called, ana, "/me/cloud-status", "/me/cloud-status").body());
    ana.follow(
        ana.consent(
            ana.start("onedrive", "mode=reconnect&reconnect_account_id=" + id),
            DemoAccounts.ANA_ONEDRIVE,
            "allow"));
    post(called, ana, "/me/clouds/{}/access-token", "/me/clouds/" + id + "/access-token", "");
    post(
        called,
        service,
        "/service/users/{}/clouds/{}/access-token",
        "/service/users/ana/clouds/" + id + "/access-token",
        "{\"epoch\":1}");
    get(called, ana, "/cloud/storage-summary", "/cloud/storage-summary");
    called.add("PATCH /me/clouds/{}");
    assertOk(
        ana.send("PATCH", "/me/clouds/" + id, "application/json", "{\"nickname\":\"Photos\"}"));

    String location = bruno.connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    String offer =
        "{\"transfer_token\":\""
            + location.substring(location.indexOf('=', location.indexOf('#')) + 1)
            + "\"}";
    post(
        called,
        bruno,
        "/cloud/transfer-ownership/preview",
        "/cloud/transfer-ownership/preview",
        offer);
    post(called, bruno, "/cloud/transfer-ownership", "/cloud/transfer-ownership", offer);
    String notice =
        first(ID, get(called, ana, "/me/transfer-events", "/me/transfer-events").body());
    called.add("PATCH /me/transfer-events/{}/acknowledge");
    assertOk(ana.send("PATCH", "/me/transfer-events/" + notice + "/acknowledge", null, ""));
    post(
        called, bruno, "/cloud/disconnect", "/cloud/disconnect", "{\"account_id\":\"" + id + "\"}");
    get(called, bruno, "/me/disconnected-accounts", "/me/disconnected-accounts");
    assertThat(ana.connect("onedrive", DemoAccounts.ANA_ONEDRIVE)).as("adopts").contains("success");
    for (String page : List.of("", "?account_id=" + id, "?kind=transferred_in", "?limit=2")) {
      get(called, ana, "/me/activity", "/me/activity" + page);
    }

    get(
        called,
        operator,
        "/ops/accounts",
        "/ops/accounts?provider=onedrive&provider_account_id=" + DemoAccounts.ANA_ONEDRIVE_ID);
    get(called, operator, "/ops/accounts", "/ops/accounts?status=connected&limit=20");
    get(called, operator, "/ops/verification", "/ops/verification");
    get(called, operator, "/ops/keys", "/ops/keys");
    post(called, operator, "/ops/keys/verification", "/ops/keys/verification", "");
    get(called, operator, "/ops/service-calls", "/ops/service-calls?account_id=" + id);
    String event = first(ID, get(called, operator, "/ops/webhooks", "/ops/webhooks").body());
    get(called, operator, "/ops/webhooks", "/ops/webhooks?state=failed");
    get(called, operator, "/ops/webhooks", "/ops/webhooks?user_id=ana");
    called.add("POST /ops/webhooks/{}/replay");
    operator.post("/ops/webhooks/" + event + "/replay", "");
    post(called, operator, "/ops/webhooks/replay-failed", "/ops/webhooks/replay-failed", "");
    get(called, service, "/service/users/{}/export", "/service/users/ana/export");
    called.add("DELETE /service/users/{}");
    assertOk(service.send("DELETE", "/service/users/bruno", null, ""));
    return called.stream().distinct().toList();
  }

  private static void visitPages() {
    Browser bruno = program.browser();
    String csrf = first(CSRF, bruno.get("/login", "Accept", PAGE).body());
    assertThat(bruno.submit("/demo/login", "user=bruno&_csrf=" + csrf, PAGE).statusCode())
        .isEqualTo(303);
    bruno.connect("googledrive", DemoAccounts.ANA_GOOGLE);
    String id = first(ID, bruno.get("/me/cloud-status").body());
    for (String page :
        List.of(
            "/app",
            "/app/accounts/" + id,
            "/app/accounts/" + id + "/disconnect",
            "/app/activity",
            "/app/activity.csv",
            "/app/connect/onedrive",
            "/app/notifications",
            "/app/settings",
            "/app/storage")) {
      assertThat(bruno.get(page, "Accept", PAGE).statusCode()).as(page).isEqualTo(200);
    }
    String token = first(CSRF, bruno.get("/app/settings", "Accept", PAGE).body());
    assertThat(bruno.submit("/app/settings/sessions/end", "_csrf=" + token, PAGE).statusCode())
        .isEqualTo(303);
  }

  private static HttpResponse<String> get(
      List<String> called, Browser browser, String template, String path) {
    called.add("GET " + template);
    return assertOk(browser.get(path));
  }

  private static void post(
      List<String> called, Browser browser, String template, String path, String json) {
    called.add("POST " + template);
    assertOk(browser.post(path, json));
  }

  private static HttpResponse<String> assertOk(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
    return answer;
  }

  private static String first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(1);
  }
}
