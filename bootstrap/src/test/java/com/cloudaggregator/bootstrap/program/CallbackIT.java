package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.demo.provider.Fault;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The callback over HTTP: which requests it accepts, its answers, and that it calls no provider for
 * a request that it does not accept.
 */
@ResourceLock("AnsweredCallbacks")
class CallbackIT {
  private static Program program;

  @BeforeAll
  static void startProgram() {
    program = Program.start();
  }

  @AfterAll
  static void stopProgram() {
    program.close();
  }

  @BeforeEach
  void emptyDatabase() {
    program.emptyDatabase();
    program.providers().forget();
  }

  @ParameterizedTest
  @CsvSource({
    "onedrive,    " + DemoAccounts.ANA_ONEDRIVE + ", " + DemoAccounts.ANA_ONEDRIVE_ID,
    "googledrive, " + DemoAccounts.ANA_GOOGLE + ", " + DemoAccounts.ANA_GOOGLE_ID,
    "dropbox,     " + DemoAccounts.ANA_DROPBOX + ", " + DemoAccounts.ANA_DROPBOX_ID
  })
  void connectsAnAccountOfEachProvider(String provider, String account, String subject) {
    Browser browser = program.browserOf("alice");
    HttpResponse<String> answer =
        browser.follow(browser.consent(browser.start(provider, "mode=connect"), account, "allow"));

    assertThat(Browser.location(answer))
        .isEqualTo(program.base() + "/app?connection=success&provider=" + provider);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(
            program.rows(
                "SELECT provider, provider_account_id, user_id, epoch, status FROM cloud_provider_accounts"))
        .containsExactly(provider + "|" + subject + "|alice|1|connected");
  }

  @Test
  void sendsStateNonceAndAnS256ChallengeAndNeverTheVerifier() {
    URI authorization = program.browserOf("alice").start("googledrive", "mode=connect");

    assertThat(authorization.getRawQuery())
        .contains("response_type=code")
        .contains("code_challenge_method=S256")
        .containsPattern("(^|&)code_challenge=[\\w-]{43}(&|$)")
        .containsPattern("(^|&)state=[\\w-]{43}(&|$)")
        .containsPattern("(^|&)nonce=[\\w-]{43}(&|$)")
        .doesNotContain("code_verifier");
  }

  @Nested
  class IsNotBelieved {
    @Test
    void inAnotherBrowser() {
      Browser mallory = program.browserOf("mallory");
      URI back =
          mallory.consent(
              mallory.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
      program.providers().forget();

      assertThat(Browser.location(program.browserOf("victim").follow(back)))
          .isEqualTo(program.base() + "/app?error=invalid_state&provider=onedrive");
      assertNothingHappened();
    }

    @Test
    void atAnotherProvidersAddress() {
      Browser browser = program.browserOf("alice");
      URI back =
          browser.consent(
              browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
      program.providers().forget();

      URI elsewhere = URI.create(back.toString().replace("/auth/onedrive/", "/auth/dropbox/"));
      assertThat(Browser.location(browser.follow(elsewhere)))
          .isEqualTo(program.base() + "/app?error=invalid_state&provider=dropbox");
      assertNothingHappened();
    }

    @Test
    void withAnotherIssuer() {
      Browser browser = program.browserOf("alice");
      URI back =
          browser.consent(
              browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
      program.providers().forget();
      String query =
          back.getRawQuery().replaceAll("&iss=[^&]*", "") + "&iss=https%3A%2F%2Fevil.example";

      assertThat(Browser.location(browser.follow(URI.create(back.getRawPath() + "?" + query))))
          .contains("error=invalid_state");
      assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "state=x",
          "code=x",
          "code=x&state=y&state=z",
          "code=x&code=y&state=z",
          "code=x&error=y&state=z",
          "code=&state=z",
          "code=x&state="
        })
    void whenItIsNotAResponse(String query) {
      HttpResponse<String> answer = program.browser().get("/auth/onedrive/callback?" + query);

      assertThat(Browser.location(answer))
          .isEqualTo(program.base() + "/app?error=missing_params&provider=onedrive");
      assertNothingHappened();
    }

    @Test
    void withALongCodeAndNoFlow() {
      assertThat(
              Browser.location(
                  program
                      .browser()
                      .get("/auth/onedrive/callback?state=s&code=" + "x".repeat(8000))))
          .isEqualTo(program.base() + "/app?error=invalid_state&provider=onedrive");
      assertNothingHappened();
    }

    @Test
    void fromAProviderThatIsNotKnown() {
      HttpResponse<String> answer =
          program.browser().get("/auth/%3Cscript%3E/callback?code=x&state=y");

      assertThat(answer.statusCode()).isIn(307, 404);
      assertThat(answer.headers().firstValue("Location").orElse("") + answer.body())
          .doesNotContain("script%3E")
          .doesNotContain("<script>");
    }

    @Test
    void byAnyMethodButGet() {
      assertThat(
              program
                  .browser()
                  .send("POST", "/auth/onedrive/callback?code=x&state=y", null, "")
                  .statusCode())
          .isIn(403, 405);
      assertNothingHappened();
    }

    private void assertNothingHappened() {
      assertThat(program.providers().tokenCalls()).isZero();
      assertThat(program.rows("SELECT 1 FROM cloud_provider_accounts")).isEmpty();
    }
  }

  @Test
  void reportsARefusedConsentAsAccessDenied() {
    Browser browser = program.browserOf("alice");

    assertThat(
            Browser.location(
                browser.follow(
                    browser.consent(
                        browser.start("onedrive", "mode=connect"),
                        DemoAccounts.ANA_ONEDRIVE,
                        "deny"))))
        .isEqualTo(program.base() + "/app?error=access_denied&provider=onedrive");
  }

  @ParameterizedTest
  @CsvSource({
    "SERVER_ERROR, provider_unavailable",
    "TOO_MANY_REQUESTS, provider_unavailable",
    "INVALID_GRANT, token_exchange_failed",
    "WRONG_NONCE, identity_invalid",
    "MISSING_ID, identity_invalid",
    "NO_REFRESH_TOKEN, missing_refresh_token"
  })
  void connectsNothingDuringAProviderOutage(Fault fault, String code) {
    Browser browser = program.browserOf("alice");
    URI back =
        browser.consent(
            browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
    FaultSwitch faults = program.bean(FaultSwitch.class);
    faults.set(Vendor.ONEDRIVE, fault);
    try {
      assertThat(Browser.location(browser.follow(back)))
          .isEqualTo(program.base() + "/app?error=" + code + "&provider=onedrive");
    } finally {
      faults.clear();
    }
    assertThat(program.rows("SELECT 1 FROM cloud_provider_accounts")).isEmpty();
  }

  @Test
  void doesNotEchoAProviderSpecificError() {
    Browser browser = program.browserOf("alice");
    URI back =
        browser.consent(
            browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "deny");

    URI odd =
        URI.create(back.toString().replace("error=access_denied", "error=interaction_required"));
    assertThat(Browser.location(browser.follow(odd)))
        .isEqualTo(program.base() + "/app?error=access_denied&provider=onedrive");
  }

  @Test
  void deliveredTwiceItIsExchangedOnceAndAnsweredTheSame() throws Exception {
    program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    Browser browser = program.browserOf("bob");
    URI back =
        browser.consent(
            browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
    HttpCookie binding =
        browser.cookies().getCookieStore().getCookies().stream()
            .filter(cookie -> cookie.getName().contains("flow-"))
            .findFirst()
            .orElseThrow();
    int before = program.rows("SELECT 1 FROM used_authorization_states").size();
    program.providers().forget();
    FaultSwitch faults = program.bean(FaultSwitch.class);
    faults.set(Vendor.ONEDRIVE, Fault.SLOW);
    String first;
    String second;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> slow = threads.submit(() -> Browser.location(browser.follow(back)));
      await().until(() -> program.rows("SELECT 1 FROM used_authorization_states").size() > before);
      second = Browser.location(browser.follow(back));
      first = slow.get();
    } finally {
      faults.clear();
    }

    assertThat(first).contains("error=ownership_conflict").contains("#transfer_token=");
    assertThat(second).isEqualTo(first);
    assertThat(program.providers().tokenCalls()).isOne();

    // Later as well, as long as the browser has the cookie.
    String again = back.getRawPath() + "?" + back.getRawQuery();
    String cookie = binding.getName() + "=" + binding.getValue();
    assertThat(Browser.location(program.browser().get(again, "Cookie", cookie))).isEqualTo(first);
    assertThat(Browser.location(program.browser().get(again))).contains("error=invalid_state");
    assertThat(program.providers().tokenCalls()).isOne();
    assertThat(
            program.rows("SELECT answer FROM used_authorization_states WHERE answer IS NOT NULL"))
        .isNotEmpty()
        .noneMatch(answer -> answer.contains("transfer_token"));
  }

  @Test
  void ofSevenFlowsTheOldestIsDropped() {
    Browser browser = program.browserOf("alice");
    List<URI> responses =
        IntStream.range(0, 7)
            .mapToObj(
                _ ->
                    browser.consent(
                        browser.start("onedrive", "mode=connect"),
                        DemoAccounts.ANA_ONEDRIVE,
                        "allow"))
            .toList();

    assertThat(responses)
        .extracting(response -> Browser.location(browser.follow(response)))
        .satisfies(
            locations -> {
              assertThat(locations.getFirst()).contains("error=invalid_state");
              assertThat(locations.subList(1, 7)).allMatch(at -> at.contains("connection=success"));
            });
  }

  @Test
  void answersUnavailableWithinThreeSecondsIfTheDatabaseHangs() throws Exception {
    Browser browser = program.browserOf("alice");
    URI back =
        browser.consent(
            browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
    try (Connection other = program.administrator();
        Statement sql = other.createStatement()) {
      other.setAutoCommit(false);
      sql.execute("LOCK TABLE cloud_provider_accounts IN ACCESS EXCLUSIVE MODE");
      long begun = System.nanoTime();
      assertThat(Browser.location(browser.follow(back)))
          .isEqualTo(program.base() + "/app?error=database_unavailable&provider=onedrive");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
      other.rollback();
    }
  }

  @Test
  void limitsTheOpenOffersOfAUser() {
    record Choice(String provider, String account) {}
    List<Choice> drives =
        List.of(
            new Choice("onedrive", DemoAccounts.ANA_ONEDRIVE),
            new Choice("onedrive", DemoAccounts.BRUNO_ONEDRIVE),
            new Choice("googledrive", DemoAccounts.ANA_GOOGLE),
            new Choice("googledrive", "100000000000000000002"),
            new Choice("dropbox", DemoAccounts.ANA_DROPBOX),
            new Choice("dropbox", "dbid:AADemoBruno-00000000000000000000002"));
    drives.forEach(drive -> program.browserOf("alice").connect(drive.provider(), drive.account()));

    List<String> answers =
        drives.stream()
            .map(drive -> program.browserOf("bob").connect(drive.provider(), drive.account()))
            .toList();

    assertThat(answers.subList(0, 5))
        .allMatch(answer -> answer.contains("error=ownership_conflict"));
    assertThat(answers.getLast())
        .isEqualTo(program.base() + "/app?error=rate_limited&provider=dropbox");
  }

  @Test
  void completesFlowsOfTwoTabsIndependently() {
    Browser browser = program.browserOf("alice");
    URI first =
        browser.consent(
            browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
    URI second =
        browser.consent(
            browser.start("dropbox", "mode=connect"), DemoAccounts.ANA_DROPBOX, "allow");

    assertThat(Browser.location(browser.follow(second)))
        .contains("connection=success&provider=dropbox");
    assertThat(Browser.location(browser.follow(first)))
        .contains("connection=success&provider=onedrive");
  }

  @Nested
  class Reconnecting {
    @Test
    void keepsOwnerAndEpochAndStoresTheNewCredentials() {
      Browser browser = program.browserOf("alice");
      browser.connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
      List<String> before =
          program.rows("SELECT refresh_token_sealed FROM cloud_provider_accounts");
      String id = accountId();

      URI authorization = browser.start("onedrive", "mode=reconnect&reconnect_account_id=" + id);
      assertThat(
              Browser.location(
                  browser.follow(
                      browser.consent(authorization, DemoAccounts.ANA_ONEDRIVE, "allow"))))
          .contains("connection=success");

      assertThat(program.rows("SELECT user_id, epoch FROM cloud_provider_accounts"))
          .containsExactly("alice|1");
      assertThat(program.rows("SELECT refresh_token_sealed FROM cloud_provider_accounts"))
          .isNotEqualTo(before);
    }

    @Test
    void withAnotherAccountChangesNothing() {
      Browser browser = program.browserOf("alice");
      browser.connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
      URI authorization =
          browser.start("onedrive", "mode=reconnect&reconnect_account_id=" + accountId());

      assertThat(
              Browser.location(
                  browser.follow(
                      browser.consent(authorization, DemoAccounts.BRUNO_ONEDRIVE, "allow"))))
          .isEqualTo(program.base() + "/app?error=account_mismatch&provider=onedrive");
      assertThat(program.rows("SELECT provider_account_id FROM cloud_provider_accounts"))
          .containsExactly(DemoAccounts.ANA_ONEDRIVE_ID);
    }

    @Test
    void treatsAnotherUsersAccountAsMissing() {
      program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
      Browser bob = program.browserOf("bob");

      HttpResponse<String> foreign =
          bob.get("/auth/onedrive/login-url?mode=reconnect&reconnect_account_id=" + accountId());
      HttpResponse<String> unknown =
          bob.get(
              "/auth/onedrive/login-url?mode=reconnect&reconnect_account_id=00000000-0000-4000-8000-000000000000");

      assertThat(foreign.statusCode()).isEqualTo(404);
      assertThat(withoutTrace(foreign.body())).isEqualTo(withoutTrace(unknown.body()));
    }

    private String accountId() {
      return program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
    }

    private static String withoutTrace(String body) {
      Matcher trace = Pattern.compile("\"traceId\":\"[^\"]*\"").matcher(body);
      return trace.replaceAll("");
    }
  }

  @Test
  void adoptsAReleasedAccountWithoutAConflict() {
    Browser alice = program.browserOf("alice");
    alice.connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    String id = program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
    assertThat(alice.post("/cloud/disconnect", "{\"account_id\":\"" + id + "\"}").statusCode())
        .isEqualTo(200);
    assertThat(
            program.rows(
                "SELECT status, user_id, epoch, access_token_sealed, refresh_token_sealed FROM cloud_provider_accounts"))
        .containsExactly("released|null|2|null|null");

    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");

    assertThat(program.rows("SELECT id, user_id, epoch FROM cloud_provider_accounts"))
        .containsExactly(id + "|bob|3");
    assertThat(program.rows("SELECT cause FROM account_ownership_history ORDER BY epoch"))
        .containsExactly("connected", "released", "adopted");
  }

  @ParameterizedTest
  @CsvSource({
    "/auth/nowhere/login-url?mode=connect, 404, not_found",
    "/auth/onedrive/login-url?mode=reconnect, 400, validation_failed",
    "/auth/onedrive/login-url?mode=anything, 400, validation_failed",
    "/auth/onedrive/login-url?mode=connect&mode=connect, 400, validation_failed",
    "/auth/onedrive/login-url?mode=reconnect&reconnect_account_id=x, 400, validation_failed",
    "/auth/box/login-url?mode=connect, 503, provider_not_configured"
  })
  void rejectsAnInvalidStart(String path, int status, String code) {
    HttpResponse<String> answer = program.browserOf("alice").get(path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }
}
