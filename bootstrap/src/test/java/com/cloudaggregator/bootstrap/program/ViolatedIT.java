package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.domain.account.Provider;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Violates each criterion of the verification record in a realistic way. The operators' page then
 * shows it as violated.
 */
@Isolated("sets the level of a logger that all programs of this process share")
class ViolatedIT {
  private static final String ACCOUNTS = "cloud_provider_accounts";
  private static final String HTML =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"\\s+value=\"([^\"]+)\"");
  private static final Pattern CSRF_OF_SCRIPTS =
      Pattern.compile("<meta name=\"_csrf\" content=\"([^\"]+)\"");

  private static Program program;

  @BeforeAll
  static void start() {
    program = Program.start();
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  @AfterEach
  void empty() {
    program.emptyDatabase();
    level(null);
  }

  private static void level(ch.qos.logback.classic.@Nullable Level level) {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("com.cloudaggregator.ownership"))
        .setLevel(level);
  }

  private static List<String> violated() {
    HttpResponse<String> answer =
        program.browserOfOperator().get("/ops/verification", "Accept", "application/json");
    JsonNode criteria = JsonMapper.builder().build().readTree(answer.body()).get("criteria");
    assertThat(criteria)
        .allSatisfy(
            row -> {
              if (row.get("verdict").asString().equals("violated")) {
                assertThat(row.get("count").asLong()).isPositive();
                assertThat(row.get("last_at").asString()).isNotBlank();
                assertThat(row.get("trace_id").asString()).matches("[0-9a-f]{32}|-");
              }
            });
    return criteria
        .valueStream()
        .filter(row -> row.get("verdict").asString().equals("violated"))
        .map(row -> row.get("id").asString())
        .toList();
  }

  /** For evidence that is recorded after the response. */
  private static void awaitViolated(String criterion) {
    await().untilAsserted(() -> assertThat(violated()).containsExactly(criterion));
  }

  private static String connect(String user) {
    return program.browserOf(user).connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
  }

  private static void whileBroken(String broken, String repaired, Runnable act) {
    program.sql(broken);
    try {
      act.run();
    } finally {
      program.sql(repaired);
    }
  }

  private static void without(String right, String table, Runnable act) {
    whileBroken(
        "REVOKE " + right + " ON " + table + " FROM " + program.runtimeRole(),
        "GRANT " + right + " ON " + table + " TO " + program.runtimeRole(),
        act);
  }

  @Test
  void anIndexUnderAnotherName() {
    connect("alice");
    whileBroken(
        "ALTER INDEX uniq_cloud_provider_accounts_global RENAME TO uniq_by_another_name",
        "ALTER INDEX uniq_by_another_name RENAME TO uniq_cloud_provider_accounts_global",
        () -> assertThat(connect("bob")).contains("error=database_error"));

    assertThat(violated()).containsExactly("conflict_detected", "error_not_detected");
  }

  @Test
  void anOfferThatCannotBeStored() {
    connect("alice");
    without(
        "INSERT",
        "ownership_transfer_requests",
        () ->
            assertThat(connect("bob"))
                .contains("error=database_error")
                .doesNotContain("transfer_token"));

    assertThat(violated()).containsExactly("token_in_fragment", "no_database_error");
  }

  @Test
  void anOwnersCredentialsThatCannotBeStored() {
    connect("alice");
    without(
        "UPDATE", ACCOUNTS, () -> assertThat(connect("alice")).contains("error=database_error"));

    assertThat(violated()).containsExactly("no_database_error", "idempotent_answered");
  }

  @Test
  void aNewOwnerWhoCannotBeStored() {
    connect("alice");
    program
        .browserOf("alice")
        .post(
            "/cloud/disconnect",
            "{\"account_id\":\"" + program.rows("SELECT id FROM " + ACCOUNTS).getFirst() + "\"}");
    without("UPDATE", ACCOUNTS, () -> assertThat(connect("bob")).contains("error=database_error"));

    assertThat(violated()).containsExactly("no_database_error", "released_adopted");
  }

  /** Publishes an event that no callback publishes; CallbackRedirectsTest covers the cause. */
  @Test
  void anAnswerThatIsOnNoList() {
    program.bean(RecordCallbackPages.class).recordUnlistedAnswer(new Provider("onedrive"));

    assertThat(violated()).containsExactly("token_in_fragment", "no_reconnect_failed");
  }

  @ParameterizedTest
  @CsvSource({
    "WARN, idempotent_logged",
    "ERROR, conflict_detected conflict_logged idempotent_logged",
    "OFF, conflict_detected conflict_logged idempotent_logged error_owner_lookup error_owner_missing error_other_constraint"
  })
  void aLogThatFiltersTheLinesOut(String level, String ids) {
    level(ch.qos.logback.classic.Level.toLevel(level));
    connect("alice");
    assertThat(connect("bob")).contains("error=ownership_conflict");
    assertThat(connect("alice")).contains("connection=success");
    without(
        "SELECT",
        ACCOUNTS,
        () -> assertThat(connect("bob")).contains("error=database_query_failed"));
    whileBroken(
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
        () -> assertThat(connect("bob")).contains("error=database_inconsistency"));
    whileBroken(
        "CREATE UNIQUE INDEX uniq_somebody_elses_idea ON " + ACCOUNTS + " (provider)",
        "DROP INDEX uniq_somebody_elses_idea",
        () ->
            assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.BRUNO_ONEDRIVE))
                .contains("error=database_error"));

    assertThat(violated()).containsExactly(ids.split(" "));
  }

  private static Browser signedIn(String user) {
    Browser browser = program.browser();
    String token = found(CSRF, browser.get("/login", "Accept", HTML));
    assertThat(
            browser
                .submit(
                    "/demo/login",
                    "_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&user=" + user,
                    HTML)
                .statusCode())
        .isEqualTo(303);
    return browser;
  }

  private static String found(Pattern pattern, HttpResponse<String> page) {
    Matcher found = pattern.matcher(page.body());
    assertThat(found.find()).as(page.body()).isTrue();
    return found.group(1);
  }

  private static String page(String location) {
    return location.replaceAll("#.*", "").substring(program.base().toString().length());
  }

  @Test
  void aPageOfASuccessThatFails() {
    Browser ana = signedIn("ana");
    ana.connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    String success = ana.connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    without(
        "SELECT",
        "cloud_transfer_events",
        () -> assertThat(ana.get(page(success), "Accept", HTML).statusCode()).isEqualTo(500));

    awaitViolated("idempotent_shown");
  }

  @Test
  void aLookAtAnOfferThatFails() {
    connect("alice");
    Browser bruno = signedIn("bruno");
    String location = bruno.connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    String csrf = found(CSRF_OF_SCRIPTS, bruno.get(page(location), "Accept", HTML));
    String offer = "{\"transfer_token\":\"" + location.replaceAll(".*#transfer_token=", "") + "\"}";
    without(
        "SELECT",
        "ownership_transfer_requests",
        () ->
            assertThat(
                    bruno
                        .post("/cloud/transfer-ownership/preview", offer, "X-CSRF-TOKEN", csrf)
                        .statusCode())
                .isEqualTo(500));

    awaitViolated("dialog_opened");
    assertThat(program.browserOfOperator().get("/ops/verification", "Accept", HTML).body())
        .contains(
            "data-criterion=\"dialog_opened\" data-verdict=\"violated\"", "class=\"message bad\"");
  }
}
