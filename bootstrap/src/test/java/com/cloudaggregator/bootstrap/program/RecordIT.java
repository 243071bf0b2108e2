package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.story.Chromium;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Proves the verification record of 23505 with a started program, a real PostgreSQL, HTTP and a
 * browser. Writes the report to {@code target/verification}. {@code deploy/verify} runs this test
 * and keeps the report.
 *
 * <p>The environment variable {@code VERIFY_SABOTAGE=index} makes it rename the index first, like a
 * wrong manual migration. The run must then fail.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecordIT {
  private static final Path REPORTS = Path.of("target", "verification");
  private static final String RENAMED =
      "ALTER INDEX uniq_cloud_provider_accounts_global RENAME TO uniq_by_another_name";

  @TempDir private static Path directory;

  private static StartedProgram program;
  private static Chromium browser;

  @BeforeAll
  static void start() {
    browser = new Chromium("en");
    program = StartedProgram.start(directory.resolve("program.log"));
    if ("index".equals(System.getenv("VERIFY_SABOTAGE"))) {
      program.sql(RENAMED);
    }
  }

  @AfterAll
  static void stop() {
    try (Chromium open = browser;
        StartedProgram running = program) {
      assertThat(open).isNotNull();
      assertThat(running).isNotNull();
    }
  }

  @Test
  @Order(1)
  void provesEveryCriterion(TestReporter reporter) throws IOException {
    List<ScenarioResult> results = new ScenarioRunner(program).runAll();
    Files.createDirectories(REPORTS);
    Instant now = Instant.now();
    String date = now.toString().substring(0, 10);
    program.sql(
        "DELETE FROM ownership_verification_evidence WHERE evidence IN ('dialog_shown', 'success_shown')");
    playThePages(date);

    RecordReport report =
        new RecordReport(
            now, results, verification(), List.of(date + "-dialog.png", date + "-success.png"));

    Files.writeString(REPORTS.resolve(report.date() + ".md"), report.markdown());
    reporter.publishEntry(report.summary());
    assertThat(report.missing()).as("criteria that this run does not prove").isEmpty();
    assertThat(results).allMatch(ScenarioResult::matchesScenario);
    assertThat(program.lines()).noneMatch(line -> line.contains("reconnect_failed"));
  }

  /**
   * The owner connects twice and sees the success message both times. Another user then gets an
   * offer.
   */
  private static void playThePages(String date) throws IOException {
    program.sql("SET session_replication_role = replica; TRUNCATE cloud_provider_accounts CASCADE");
    signInAs("ana");
    connect();
    connect();
    picture("[data-code=connected]", date + "-success.png");
    signInAs("bruno");
    connect();
    picture("#transfer-dialog[open][data-state=offer]", date + "-dialog.png");
    assertThat(browser.driver().getCurrentUrl())
        .as("the address bar holds no token")
        .endsWith("/app");
  }

  /**
   * Takes a screenshot; if the expected element is missing, it shows the error instead and the
   * report names the missing criterion.
   */
  private static void picture(String css, String name) throws IOException {
    browser.see(css + ", .message.bad");
    Files.write(REPORTS.resolve(name), browser.picture());
  }

  private static JsonNode verification() {
    HttpResponse<String> answer =
        program.browserOfOperator().get("/ops/verification", "Accept", "application/json");
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonMapper.builder().build().readTree(answer.body());
  }

  @ParameterizedTest
  @Order(2)
  @CsvSource({"en,1100,false", "es,1100,true", "es,320,false", "en,320,true"})
  void showsTheRecordInABrowser(String language, int width, boolean dark) throws IOException {
    signInAs("olga");
    browser.press("header a[href='/ops']");
    browser.driver().get(program.base() + "/ops/verification?lang=" + language);
    browser.look(width, 1400, dark);

    assertThat(browser.see("h1").isDisplayed()).isTrue();
    assertThat(browser.isThere("[data-criterion='conflict_logged'][data-verdict='proven']"))
        .isTrue();
    assertThat(browser.isThere("header [aria-current='page'][href='/ops']")).isTrue();
    assertThat(
            browser
                .driver()
                .executeScript("return document.documentElement.scrollWidth <= window.innerWidth"))
        .as("nothing is cut off")
        .isEqualTo(true);
    Files.createDirectories(REPORTS);
    Files.write(
        REPORTS.resolve("page-" + language + "-" + width + (dark ? "-dark" : "-light") + ".png"),
        browser.picture());
    browser.look(1100, 1000, false);
  }

  @Test
  @Order(3)
  void hidesTheRecordFromOtherUsers() {
    signInAs("ana");
    assertThat(browser.isThere("header a[href='/ops']")).isFalse();
    browser.driver().get(program.base() + "/ops/verification");
    assertThat(browser.isThere("[data-criterion]")).isFalse();

    HttpResponse<String> stranger =
        program.browser().get("/ops/verification", "Accept", "text/html,*/*;q=0.8");
    assertThat(stranger.statusCode()).isEqualTo(303);
    assertThat(stranger.headers().firstValue("Location")).hasValue("/login#_");
    assertThat(program.browser().get("/ops/verification").statusCode()).isEqualTo(401);
    assertThat(program.browserOf(ScenarioRunner.ALICE).get("/ops/verification").statusCode())
        .isEqualTo(403);
  }

  /** With the index under another name the run fails and names the scenario and the index. */
  @Test
  @Order(4)
  void reportsADroppedIndex() {
    program.sql(
        "ALTER INDEX IF EXISTS uniq_cloud_provider_accounts_global RENAME TO uniq_by_another_name");
    RecordReport report =
        new RecordReport(
            Instant.now(),
            List.of(new ScenarioRunner(program).run(Scenario.CONFLICT)),
            verification(),
            List.of());

    assertThat(report.missing())
        .contains("conflict_detected", "conflict_logged", "token_in_fragment", "idempotent_logged");
    assertThat(report.markdown())
        .contains(
            "**Not as the record says.**", "Missing: conflict_detected", "**missing** (violated)");
  }

  private static void signInAs(String user) {
    browser.driver().get(program.base() + "/login");
    browser.driver().manage().deleteAllCookies();
    browser.driver().get(program.base() + "/login");
    browser.press("form:has(input[name=user][value=" + user + "]) button");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).endsWith("/app"));
  }

  private static void connect() {
    browser.connect("onedrive");
    browser.press("input[name=account][value='" + DemoAccounts.ANA_ONEDRIVE + "']");
    browser.press("#demo-allow");
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(program.base() + "/app"));
  }
}
