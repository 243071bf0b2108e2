package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sign-in to the built-in pages at a host's OpenID provider, over HTTP. */
@Isolated("reads the log of the whole process")
class SignInIT {
  private static final String SESSION = "cloud-aggregator-session";
  private static final String START = "/oauth2/authorization/host";
  private static final String PAGE = "text/html";

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
    program.emptyDatabase();
    identity.signsIn("alice");
  }

  @Test
  void sendsPkceStateAndNonceAndReturnsToTheConfiguredUrl() {
    HttpResponse<String> start = program.browser().get(START, "X-Forwarded-Host", "evil.example");

    assertThat(start.statusCode()).isEqualTo(303);
    assertThat(location(start)).startsWith(identity.issuer() + "/authorize?");
    program.browser().get(location(start));
    assertThat(identity.lastStart())
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("scope", "openid profile")
        .containsEntry("redirect_uri", program.base() + "/login/oauth2/code/host");
    assertThat(identity.lastStart().get("state")).hasSizeGreaterThanOrEqualTo(43);
    assertThat(identity.lastStart().get("nonce")).hasSizeGreaterThanOrEqualTo(43);
  }

  @Test
  void signsInTheUserWithANewSession() {
    program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    Browser browser = program.browser();
    HttpResponse<String> start = browser.get(START);
    assertThat(session(browser)).as("nothing to fixate").isEmpty();

    HttpResponse<String> back = browser.get(location(browser.get(location(start))));

    assertThat(back.statusCode()).isEqualTo(303);
    assertThat(location(back)).isEqualTo("/app#_");
    assertThat(back.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Path=/");
    String first = session(browser).orElseThrow();
    assertThat(browser.get("/app", "Accept", PAGE).body())
        .contains("ana.perez@outlook.example")
        .contains("alice of Contoso");
    assertThat(browser.get("/me/cloud-status").body()).contains(DemoAccounts.ANA_ONEDRIVE_ID);
    signInAgain(browser);
    assertThat(session(browser).orElseThrow()).as("a new one each time").isNotEqualTo(first);
  }

  @Test
  void readsRolesFromTheIdToken() {
    Browser person = signIn("alice");
    assertThat(person.get("/ops/verification").statusCode()).isEqualTo(403);
    identity.signsIn("olga");
    identity.says(claims -> claims.claim("roles", List.of("operator")));
    assertThat(signInAgain(program.browser()).get("/ops/verification").statusCode()).isEqualTo(200);
  }

  static Stream<Named<UnaryOperator<JWTClaimsSet.Builder>>> badClaims() {
    return Stream.of(
        Named.of("an id with a blank", c -> c.subject("a lice")),
        Named.of("an id of 256 characters", c -> c.subject("a".repeat(256))),
        Named.of("a number as id", c -> c.claim("sub", 7)),
        Named.of("no id", c -> c.subject(null)),
        Named.of("the role of a program", c -> c.claim("role", "service_role")),
        Named.of("a role without a user", c -> c.claim("roles", List.of("anon"))),
        Named.of("another nonce", c -> c.claim("nonce", "another")),
        Named.of("no nonce", c -> c.claim("nonce", null)),
        Named.of("another audience", c -> c.audience("another")),
        Named.of("another issuer", c -> c.issuer("https://id.example")),
        Named.of("expired", c -> c.expirationTime(Date.from(Instant.now().minusSeconds(120)))));
  }

  @ParameterizedTest
  @MethodSource("badClaims")
  void rejectsAnIdTokenWith(UnaryOperator<JWTClaimsSet.Builder> bad) {
    identity.says(bad);
    Browser browser = program.browser();
    assertThat(location(signInAt(browser))).isEqualTo("/login?why=failed#_");
    assertThat(browser.get("/me/cloud-status").statusCode()).isEqualTo(401);
  }

  @Test
  void readsTheKeySetOnceForManySignIns() {
    signIn("alice");
    int before = identity.keySetReads();

    signIn("alice");
    signIn("bruno");

    assertThat(identity.keySetReads()).isEqualTo(before);
  }

  @Test
  void logsWhichCheckOfTheIdTokenFailed() {
    try (LogLines log = new LogLines()) {
      identity.says(claims -> claims.audience("another"));
      signInAt(program.browser());
      assertThat(log.lines()).contains("WARN [SIGN_IN][ID_TOKEN] refused: aud");
    }
  }

  @Test
  void rejectsAnIdTokenOfAnotherKey() {
    identity.signsWithAnotherKey();
    assertThat(location(signInAt(program.browser()))).isEqualTo("/login?why=failed#_");
  }

  @Test
  void completesASignInOnlyInTheBrowserThatStartedIt() {
    Browser victim = program.browser();
    String callback = location(program.browser().get(location(program.browser().get(START))));
    assertThat(location(victim.get(callback))).isEqualTo("/login?why=failed#_");
    assertThat(victim.get("/me/cloud-status").statusCode()).isEqualTo(401);
  }

  @Test
  void showsACancelledSignIn() {
    identity.denies();
    Browser browser = program.browser();
    assertThat(location(signInAt(browser))).isEqualTo("/login?why=cancelled#_");
    assertThat(browser.get("/login?why=cancelled", "Accept", PAGE).body())
        .contains("Sign-in canceled");
  }

  @Test
  void showsTheHostsButtonByItsName() {
    assertThat(program.browser().get("/login", "Accept", PAGE).body())
        .contains("Sign in with Contoso")
        .contains("href=\"" + START + "\"");
    assertThat(program.browser().get("/login?why=%3Cscript%3E", "Accept", PAGE).body())
        .doesNotContain("why=");
  }

  @Test
  void showsAPageDuringAnOutageAndKeepsTheApiWorking() {
    try (IdentityServer broken = new IdentityServer();
        Program other = Program.start(broken.properties())) {
      broken.isDown();
      HttpResponse<String> answer = other.browser().get(START, "Accept", PAGE);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body())
          .contains("We can’t check sign-ins right now")
          .doesNotContain("Exception");
      assertThat(other.browserOf("alice").get("/me/cloud-status").statusCode()).isEqualTo(200);

      broken.signsIn("alice");
      assertThat(other.browser().get(START).statusCode())
          .as("as soon as it is back")
          .isEqualTo(303);
    }
  }

  @Test
  void signsOutHereAndAtTheProviderByAPostWithCsrfToken() {
    Browser browser = signIn("alice");
    assertThat(
            browser.send("POST", "/logout", "application/x-www-form-urlencoded", "").statusCode())
        .isEqualTo(403);
    assertThat(browser.get("/me/cloud-status").statusCode()).isEqualTo(200);

    HttpResponse<String> out =
        browser.send(
            "POST", "/logout", "application/x-www-form-urlencoded", "_csrf=" + csrf(browser));

    assertThat(Browser.onward(out))
        .hasToString(
            identity.issuer()
                + "/end-session?client_id="
                + IdentityServer.CLIENT
                + "&post_logout_redirect_uri="
                + java.net.URLEncoder.encode(
                    program.base() + "/login", java.nio.charset.StandardCharsets.UTF_8));
    assertThat(browser.get("/me/cloud-status").statusCode()).isEqualTo(401);
    assertThat(
            browser
                .get("/login", "Accept", PAGE)
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow())
        .contains("form-action 'self';")
        .doesNotContain(identity.issuer());
  }

  @Test
  void completesAFlowWhoseSessionEnded() {
    Browser browser = signIn("alice");
    URI atProvider = browser.start("onedrive", "mode=connect");
    loseSession(browser);

    HttpResponse<String> callback =
        browser.follow(browser.consent(atProvider, DemoAccounts.ANA_ONEDRIVE, "allow"));
    String outcome = Browser.location(callback);
    assertThat(outcome).endsWith("/app?connection=success&provider=onedrive");
    HttpResponse<String> page = browser.get(outcome, "Accept", PAGE);
    assertThat(page.statusCode()).isEqualTo(303);
    assertThat(location(page)).isEqualTo("/login?why=ended#_");
    assertThat(browser.get("/login?why=ended", "Accept", PAGE).body()).contains("nothing was lost");

    assertThat(location(signInAt(browser)))
        .isEqualTo("/app?connection=success&provider=onedrive#_");
    assertThat(browser.get("/me/cloud-status").body()).contains(DemoAccounts.ANA_ONEDRIVE_ID);
    assertThat(location(signInAt(browser))).as("once").isEqualTo("/app#_");
  }

  @Test
  void showsAnOfferAfterTheSignInWithoutItsToken() {
    program.browserOf("owner").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    Browser browser = signIn("alice");
    URI atProvider = browser.start("onedrive", "mode=connect");
    loseSession(browser);

    String outcome =
        Browser.location(
            browser.follow(browser.consent(atProvider, DemoAccounts.ANA_ONEDRIVE, "allow")));
    assertThat(outcome).contains("error=ownership_conflict").contains("#transfer_token=");
    HttpResponse<String> page =
        browser.get(outcome.substring(0, outcome.indexOf('#')), "Accept", PAGE);
    assertThat(location(page)).isEqualTo("/login?why=ended#_");

    String after = location(signInAt(browser));
    assertThat(after).isEqualTo("/app?error=ownership_conflict&provider=onedrive#_");
    assertThat(browser.get(after.substring(0, after.indexOf('#')), "Accept", PAGE).body())
        .contains("Someone else has connected this OneDrive account");
  }

  @Test
  void returnsToThePageWhereTheSessionEnded() {
    Browser browser = signIn("alice");
    for (String page : List.of("/app/activity", "/app/notifications", "/app/settings")) {
      loseSession(browser);
      assertThat(location(browser.get(page, "Accept", PAGE))).isEqualTo("/login?why=ended#_");
      assertThat(location(signInAt(browser))).isEqualTo(page + "#_");
      assertThat(browser.get(page, "Accept", PAGE).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example/app/activity",
        "/app/activity/../../evil",
        "/app/activity?x=//evil.example",
        "/logout",
        "/app/accounts/https://evil.example",
        "https://evil.example/app/activity"
      })
  void returnsToListedPagesOnly(String planted) {
    Browser browser = program.browser();
    HttpCookie cookie = new HttpCookie("cloud-aggregator-after-sign-in", planted);
    cookie.setPath("/");
    browser.cookies().getCookieStore().add(program.base(), cookie);
    assertThat(location(signInAt(browser))).isEqualTo("/app#_");
  }

  @Test
  void ignoresAnAddressInTheOutcomeCookie() {
    Browser browser = program.browser();
    HttpCookie planted =
        new HttpCookie("cloud-aggregator-after-sign-in", "error=x&provider=//evil.example");
    planted.setPath("/");
    browser.cookies().getCookieStore().add(program.base(), planted);
    assertThat(location(signInAt(browser))).isEqualTo("/app#_");
  }

  @Test
  void treatsAFormOfAnEndedSessionAsSignedOut() {
    Browser browser = signIn("alice");
    loseSession(browser);
    HttpResponse<String> late =
        browser.send(
            "POST",
            "/app/connect",
            "application/x-www-form-urlencoded",
            "provider=onedrive&mode=connect");
    assertThat(location(late)).isEqualTo("/login?why=ended#_");
  }

  @Test
  void keepsAndLogsNoneOfTheProvidersTokens() {
    try (LogLines log = new LogLines()) {
      log.atTrace("com.cloudaggregator");
      log.atTrace("org.springframework.web");
      log.atTrace("org.springframework.security");
      Browser browser = program.browser();
      String callback = location(browser.get(location(browser.get(START))));
      browser.get(callback);
      assertThat(identity.secrets()).hasSizeGreaterThanOrEqualTo(4);
      for (String secret : identity.secrets()) {
        assertThat(log.ofTheProgram()).doesNotContain(secret);
      }
      assertThat(log.ofTheProgram())
          .doesNotContain(identity.lastStart().get("state"))
          .doesNotContain(identity.lastStart().get("nonce"))
          .doesNotContain(IdentityServer.SECRET);
    }
  }

  @Test
  void doesNotLogTheStateOfAFlow() {
    Browser browser = signIn("alice");
    String csrf = csrf(browser);
    try (LogLines log = new LogLines()) {
      log.atTrace("com.cloudaggregator");
      log.atTrace("org.springframework.web");
      log.atTrace("org.springframework.security");
      log.atTrace("org.thymeleaf");

      HttpResponse<String> answer =
          browser.send(
              "POST",
              "/app/connect",
              "application/x-www-form-urlencoded",
              "provider=onedrive&mode=connect&_csrf=" + csrf);

      String state =
          Browser.onward(answer).getRawQuery().replaceFirst(".*\\bstate=([^&]+).*", "$1");
      assertThat(state).hasSizeGreaterThanOrEqualTo(43);
      assertThat(log.everything()).contains("/app/connect").doesNotContain(state);
    }
  }

  private static Browser signIn(String user) {
    identity.signsIn(user);
    return signInAgain(program.browser());
  }

  private static Browser signInAgain(Browser browser) {
    assertThat(location(signInAt(browser))).isEqualTo("/app#_");
    return browser;
  }

  /** Signs in at the provider and returns the response of the redirect URI. */
  private static HttpResponse<String> signInAt(Browser browser) {
    return browser.get(location(browser.get(location(browser.get(START)))));
  }

  private static String location(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .orElseThrow(() -> new IllegalStateException(answer.statusCode() + " " + answer.body()));
  }

  private static Optional<String> session(Browser browser) {
    return browser.cookies().getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(SESSION))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  /** Ends the session on the server; the browser keeps its cookie. */
  private static void loseSession(Browser browser) {
    browser.cookies().getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(SESSION))
        .forEach(cookie -> cookie.setValue("0123456789ABCDEF0123456789ABCDEF"));
  }

  private static String csrf(Browser browser) {
    var found =
        Pattern.compile("name=\"_csrf\" content=\"([^\"]+)\"")
            .matcher(browser.get("/app", "Accept", PAGE).body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }
}
