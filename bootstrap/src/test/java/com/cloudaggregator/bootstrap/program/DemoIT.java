package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.ConnectError;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The actions of the demo panel have their effects in the database and at the providers. */
@Order(8)
class DemoIT {
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"\\s+value=\"([^\"]+)\"");
  private static final String OWNED =
      "SELECT provider, provider_account_id, status FROM cloud_provider_accounts"
          + " WHERE user_id LIKE '%s%%' ORDER BY 1, 2";

  private static Program program;
  private Browser browser;

  @BeforeAll
  static void startProgram() {
    program = Program.start();
  }

  @AfterAll
  static void stopProgram() {
    program.close();
  }

  @BeforeEach
  void resetDemo() {
    browser = program.browser();
    assertThat(played("scenes", "scene=reset")).contains("data-played=\"demo.played.reset\"");
  }

  @Test
  void resetRestoresTheInitialState() {
    assertThat(program.rows(OWNED.formatted("a0")))
        .containsExactly(
            "dropbox|" + DemoAccounts.ANA_DROPBOX_ID + "|needs_reconnect",
            "onedrive|" + DemoAccounts.ANA_ONEDRIVE_ID + "|connected");
    assertThat(
            program.rows("SELECT user_id FROM cloud_transfer_events WHERE acknowledged_at IS NULL"))
        .singleElement()
        .asString()
        .startsWith("a0000000");
    assertThat(program.rows(OWNED.formatted("b0"))).isEmpty();
    assertThat(program.rows(OWNED.formatted("c0"))).hasSize(17);
    assertThat(
            program.rows(
                "SELECT 1 FROM cloud_provider_accounts WHERE user_id LIKE 'c0%' AND status = 'needs_reconnect'"))
        .hasSize(3);
    assertThat(program.rows("SELECT 1 FROM cloud_provider_accounts WHERE status = 'released'"))
        .hasSize(3);
    assertThat(program.rows("SELECT 1 FROM account_ownership_history"))
        .as("each was connected by the use cases")
        .hasSizeGreaterThan(20);
    assertThat(program.rows("SELECT state FROM webhook_endpoint")).containsExactly("active");
  }

  @Test
  void raceHasOneOwnerAndOneOffer() {
    String page = played("scenes", "scene=race");

    assertThat(page)
        .contains(
            "Constraint 23505 detected for provider_account_id=" + DemoAccounts.BRUNO_ONEDRIVE);
    assertThat(page)
        .containsPattern(
            "Ana got success, Bruno got ownership_conflict\\.|Ana got ownership_conflict, Bruno got success\\.");
    assertThat(
            program.rows(
                "SELECT user_id FROM cloud_provider_accounts WHERE provider_account_id = '"
                    + DemoAccounts.BRUNO_ONEDRIVE
                    + "'"))
        .hasSize(1);
  }

  @Test
  void databaseFaultsAreRealAndEndWithTheAction() {
    assertThat(played("scenes", "scene=lookup_fails"))
        .contains("The callback returned database_query_failed")
        .contains(
            "[ONEDRIVE][23505] Failed to query owner after UNIQUE violation: PSQLException - ");
    assertThat(played("scenes", "scene=owner_missing"))
        .contains("The callback returned database_inconsistency")
        .contains("[ONEDRIVE][23505] No owner found after UNIQUE violation");

    assertThat(played("accounts", "action=use&account=" + anasOneDrive()))
        .contains("demo.played.used");
  }

  @Test
  void removesFaultsOfAKilledRunAtTheNextStart() {
    program.sql("REVOKE SELECT ON cloud_provider_accounts FROM " + program.runtimeRole());
    program.sql("ALTER TABLE cloud_provider_accounts ENABLE ROW LEVEL SECURITY");

    program.restart();
    browser = program.browser();

    assertThat(played("accounts", "action=use&account=" + anasOneDrive()))
        .contains("demo.played.used");
  }

  @Test
  void detectsAWithdrawnConsentAtTheNextRefresh() {
    String account = anasOneDrive();

    assertThat(played("accounts", "action=withdraw&account=" + account))
        .contains("demo.played.withdrawn");
    assertThat(played("accounts", "action=use&account=" + account))
        .as("the token is still good")
        .contains("demo.played.used");
    assertThat(played("accounts", "action=expire&account=" + account))
        .contains("demo.played.expired");
    assertThat(played("accounts", "action=use&account=" + account))
        .contains("demo.played.needs_reconnect");
    assertThat(program.rows(OWNED.formatted("a0")))
        .contains("onedrive|" + DemoAccounts.ANA_ONEDRIVE_ID + "|needs_reconnect");
  }

  @Test
  void withdrawsAConsentAndUsesTheAccountByOneButton() {
    assertThat(played("accounts", "action=withdraw_and_use&account=" + anasOneDrive()))
        .contains("demo.played.needs_reconnect");
    assertThat(program.rows(OWNED.formatted("a0")))
        .contains("onedrive|" + DemoAccounts.ANA_ONEDRIVE_ID + "|needs_reconnect");
  }

  @Test
  void refreshesAnExpiredTokenOnUse() {
    assertThat(played("accounts", "action=expire&account=" + anasOneDrive()))
        .contains("demo.played.expired");
    assertThat(played("accounts", "action=use&account=" + anasOneDrive()))
        .contains("demo.played.used");
  }

  @Test
  void refusesTransfersOverTheDailyLimit() {
    assertThat(played("scenes", "scene=worn_out")).contains("Number of moves: 3");
    assertThat(played("scenes", "scene=overtaken")).contains("has to wait");
  }

  @Test
  void releasedAccountHasNoOwner() {
    assertThat(played("scenes", "scene=let_go")).contains("It has no owner now");
    assertThat(program.rows(OWNED.formatted("a0")))
        .noneMatch(row -> row.contains(DemoAccounts.ANA_ONEDRIVE_ID));
    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
  }

  @ParameterizedTest
  @CsvSource({"too_many_requests, rate_limited", "server_error, unavailable", "hang, unavailable"})
  void keepsTheAccountConnectedDuringAProviderFault(String fault, String said) {
    assertThat(played("faults", "provider=onedrive&fault=" + fault)).contains("demo.played.fault");
    played("accounts", "action=expire&account=" + anasOneDrive());
    assertThat(played("accounts", "action=use&account=" + anasOneDrive()))
        .contains("demo.played." + said);
    assertThat(program.rows(OWNED.formatted("a0")))
        .contains("onedrive|" + DemoAccounts.ANA_ONEDRIVE_ID + "|connected");
    assertThat(played("faults", "provider=onedrive&fault=none")).contains("demo.played.fault_over");
  }

  @ParameterizedTest
  @CsvSource({
    "denied, error=access_denied",
    "consent_error, error=provider_error",
    "scope_left_out, error=insufficient_scope",
    "user_info_refused, error=userinfo_failed",
    "missing_id, error=identity_invalid",
    "wrong_nonce, error=identity_invalid",
    "invalid_grant, error=token_exchange_failed",
    "too_many_requests, error=provider_unavailable",
    "server_error, error=provider_unavailable",
    "hang, error=provider_unavailable",
    "no_refresh_token, error=missing_refresh_token",
    "slow, connection=success",
    "short_lived, connection=success",
    "none, connection=success"
  })
  void reportsAProviderFaultAtTheCallback(String fault, String said) {
    played("faults", "provider=onedrive&fault=" + fault);

    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.BRUNO_ONEDRIVE))
        .contains("/app?" + said);
    assertThat(program.rows("SELECT 1 FROM cloud_provider_accounts WHERE user_id = 'bob'"))
        .hasSize(said.startsWith("connection") ? 1 : 0);
  }

  @Test
  void givesThePagesBesideTheAccountsTheirStylesheet() {
    for (String path : List.of("/", "/login", "/demo", "/docs/api", "/docs/errors")) {
      assertThat(browser.get(path).body()).as(path).contains("href=\"/assets/more.css\"");
    }
  }

  @Test
  void linksToEveryOutcomeOfAFlow() {
    assertThat(browser.get("/demo", "Accept-Language", "en").body())
        .contains(
            Arrays.stream(ConnectError.values())
                .map(
                    outcome ->
                        "href=\"/app?error="
                            + outcome.name().toLowerCase(Locale.ROOT)
                            + "&amp;provider=onedrive\"")
                .toList());
  }

  @Test
  void requiresTheCsrfTokenForEveryAction() {
    HttpResponse<String> answer =
        browser.send("POST", "/demo/scenes", "application/x-www-form-urlencoded", "scene=reset");

    assertThat(answer.statusCode()).isEqualTo(403);
  }

  private String anasOneDrive() {
    return "ana/"
        + program
            .rows(
                "SELECT id FROM cloud_provider_accounts WHERE provider_account_id = '"
                    + DemoAccounts.ANA_ONEDRIVE_ID
                    + "'")
            .getFirst();
  }

  /** Presses a button and returns the resulting page. */
  private String played(String form, String fields) {
    Matcher csrf = CSRF.matcher(browser.get("/demo", "Accept-Language", "en").body());
    assertThat(csrf.find()).isTrue();
    HttpResponse<String> answer =
        browser.send(
            "POST",
            "/demo/" + form,
            "application/x-www-form-urlencoded",
            fields + "&_csrf=" + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).isEqualTo(303);
    return browser.get("/demo", "Accept-Language", "en").body();
  }
}
