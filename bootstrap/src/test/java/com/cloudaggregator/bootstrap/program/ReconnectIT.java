package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages after a reconnection that returned another account, or no refresh token. */
class ReconnectIT {
  private static final String PAGE = "text/html";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"\\s+value=\"([^\"]+)\"");

  private static IdentityServer identity;
  private static Program program;

  @BeforeAll
  static void start() {
    identity = new IdentityServer();
    program = Program.start(identity.properties());
  }

  @AfterAll
  static void stop() {
    program.close();
    identity.close();
  }

  @BeforeEach
  void anew() {
    program.bean(FaultSwitch.class).clear();
    program.emptyDatabase();
  }

  @Test
  void namesTheOtherAccountAndConnectsItAsNewOnRequest() {
    Browser alice = signIn("alice");
    program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);

    String location = reconnectWithBrunos(alice);
    assertThat(location).endsWith("/app?error=account_mismatch&provider=onedrive");
    String page = alice.get(path(location), "Accept", PAGE, "Accept-Language", "en").body();

    assertThat(page)
        .contains(
            "You signed in as <bdi>bruno•••@outlook.example</bdi>, but this account is <bdi>ana.perez@outlook.example</bdi>."
                + " Nothing was changed.")
        .doesNotContain("bruno.diaz@outlook.example");
    assertThat(alice.get(path(location), "Accept", PAGE, "Accept-Language", "es").body())
        .contains(
            "Iniciaste sesión como <bdi>bruno•••@outlook.example</bdi>, pero esta cuenta es <bdi>ana.perez@outlook.example</bdi>.");
    assertThat(program.rows("SELECT provider_account_id FROM cloud_provider_accounts"))
        .containsExactly(DemoAccounts.ANA_ONEDRIVE);

    URI asNew = Browser.onward(post(alice, "/app/connect-chosen", page, ""));
    assertThat(asNew.getRawQuery()).contains("login_hint=bruno");
    assertThat(
            Browser.location(
                alice.follow(alice.consent(asNew, DemoAccounts.BRUNO_ONEDRIVE, "allow"))))
        .contains("connection=success");
    assertThat(
            program.rows(
                "SELECT provider_account_id, user_id FROM cloud_provider_accounts ORDER BY 1"))
        .containsExactly(
            DemoAccounts.ANA_ONEDRIVE + "|alice", DemoAccounts.BRUNO_ONEDRIVE + "|alice");
    assertThat(location(post(alice, "/app/connect-chosen", page, "")))
        .as("once")
        .isEqualTo("/app?error=invalid_state");
  }

  @Test
  void hidesTheOtherAccountFromOtherSessionsAndIgnoresTheRequest() {
    Browser alice = signIn("alice");
    program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    String location = reconnectWithBrunos(alice);
    Browser bob = signIn("bob");

    String page = bob.get(path(location), "Accept", PAGE).body();

    assertThat(page)
        .contains("data-code=\"account_mismatch\"")
        .doesNotContain("outlook.example", "reconnect-result");
    assertThat(
            location(
                post(
                    bob,
                    "/app/connect-chosen",
                    page,
                    "&provider=onedrive&login_hint=ana.perez%40outlook.example")))
        .isEqualTo("/app?error=invalid_state");
    assertThat(
            Browser.onward(
                    post(
                        bob,
                        "/app/connect",
                        page,
                        "&provider=onedrive&mode=connect&login_hint=ana.perez%40outlook.example"))
                .getRawQuery())
        .doesNotContain("login_hint");
  }

  @Test
  void reconnectsTheIntendedAccountOnRetry() {
    Browser alice = signIn("alice");
    program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    String page = alice.get(path(reconnectWithBrunos(alice)), "Accept", PAGE).body();

    URI again =
        Browser.onward(
            post(
                alice,
                "/app/connect",
                page,
                "&provider=onedrive&mode=reconnect&account_id=" + account()));

    assertThat(page).contains("data-reconnect-again").contains("value=\"" + account() + "\"");
    assertThat(page)
        .as("one message says what happened, with what to do next in it")
        .containsOnlyOnce("You signed in as")
        .contains("Nothing was changed.")
        .doesNotContain("That was a different");
    assertThat(again.getRawQuery()).contains("login_hint=ana.perez");
    assertThat(
            Browser.location(
                alice.follow(alice.consent(again, DemoAccounts.ANA_ONEDRIVE, "allow"))))
        .contains("connection=success");
  }

  @Test
  void offersTheConsentPromptIfNoRefreshTokenWasIssued() {
    Browser alice = signIn("alice");
    String location =
        Browser.location(
            alice.follow(
                alice.consent(
                    alice.start("onedrive", "mode=connect"),
                    DemoAccounts.ANA_ONEDRIVE,
                    "allow_online")));
    assertThat(location).endsWith("/app?error=missing_refresh_token&provider=onedrive");
    assertThat(program.rows("SELECT 1 FROM cloud_provider_accounts")).isEmpty();

    String page = alice.get(path(location), "Accept", PAGE).body();
    assertThat(page).contains("data-consent").contains("value=\"reauth\"");
    URI consent =
        Browser.onward(post(alice, "/app/connect", page, "&provider=onedrive&mode=reauth"));

    assertThat(consent.getRawQuery()).contains("prompt=consent").doesNotContain("login_hint");
    assertThat(
            Browser.location(
                alice.follow(alice.consent(consent, DemoAccounts.ANA_ONEDRIVE, "allow"))))
        .contains("connection=success");
    assertThat(program.rows("SELECT user_id FROM cloud_provider_accounts"))
        .containsExactly("alice");
  }

  @Test
  void showsTheGrantStateOfDisconnectedAccounts() {
    Browser alice = signIn("alice");
    program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    program.browserOf("alice").post("/cloud/disconnect", "{\"account_id\":\"" + account() + "\"}");

    String page = alice.get("/app", "Accept", PAGE).body();

    assertThat(page)
        .contains("data-revocation=\"unsupported\"")
        .contains("https://account.live.com/consent/Manage")
        .contains("data-connect-again");
    assertThat(signIn("bob").get("/app", "Accept", PAGE).body()).doesNotContain("data-revocation");
  }

  private static String reconnectWithBrunos(Browser browser) {
    URI start = browser.start("onedrive", "mode=reconnect&reconnect_account_id=" + account());
    return Browser.location(
        browser.follow(browser.consent(start, DemoAccounts.BRUNO_ONEDRIVE, "allow")));
  }

  private static String account() {
    return program.rows("SELECT id FROM cloud_provider_accounts ORDER BY connected_at").getFirst();
  }

  private static Browser signIn(String user) {
    identity.signsIn(user);
    Browser browser = program.browser();
    browser.get(location(browser.get(location(browser.get("/oauth2/authorization/host")))));
    return browser;
  }

  private static HttpResponse<String> post(
      Browser browser, String path, String page, String fields) {
    Matcher csrf = CSRF.matcher(page);
    assertThat(csrf.find()).isTrue();
    return browser.send(
        "POST",
        path,
        FORM,
        "_csrf=" + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8) + fields);
  }

  private static String path(String location) {
    URI uri = URI.create(location);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private static String location(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .orElseThrow(() -> new IllegalStateException(answer.statusCode() + " " + answer.body()));
  }
}
