package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.cloudaggregator.application.housekeeping.Purge;
import com.cloudaggregator.application.testing.Race;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sessions of the built-in pages, over HTTP, on two nodes: any node serves them, and they end when
 * they are too old, or when the user signs out everywhere.
 */
class SessionsIT {
  private static final String END = "/app/settings/sessions/end";
  private static final String PAGE = "text/html";

  private static IdentityServer identity;
  private static Program one;
  private static Program other;

  @BeforeAll
  static void start() {
    identity = new IdentityServer();
    one = Program.start(identity.properties());
    other = one.anotherNode(_ -> {});
  }

  @AfterAll
  static void stop() {
    other.close();
    one.close();
    identity.close();
  }

  @Test
  void endsThoseOfTheUserOnEveryNodeAndAllowsANewSignIn() {
    Browser here = signIn(one, "alice");
    Browser there = signIn(other, "alice");
    Browser alsoThere = signIn(other, "alice");
    String lateForm = "provider=onedrive&mode=connect&_csrf=" + csrf(alsoThere);
    Browser bobs = signIn(other, "bob");

    assertThat(location(press(here))).isEqualTo("/login?why=everywhere#_");

    assertThat(here.get("/login?why=everywhere", "Accept", PAGE).body())
        .contains("You are signed out everywhere.");
    assertThat(here.get("/me/cloud-status").statusCode()).isEqualTo(401);
    assertThat(location(there.get("/app/activity", "Accept", PAGE)))
        .isEqualTo("/login?why=ended#_");
    assertThat(location(alsoThere.submit("/app/connect", lateForm, PAGE)))
        .isEqualTo("/login?why=ended#_");
    assertThat(alsoThere.get("/me/cloud-status").statusCode()).isEqualTo(401);
    assertThat(isSignedIn(bobs)).isTrue();
    assertThat(one.browserOf("alice").get("/me/cloud-status").statusCode())
        .as("a bearer token")
        .isEqualTo(200);

    assertThat(signInAt(there, "alice"))
        .as("the page where the session had ended")
        .endsWith("/app/activity#_");
    assertThat(isSignedIn(there)).isTrue();
    assertThat(isSignedIn(signIn(one, "alice"))).isTrue();
    press(signIn(one, "alice"));
    assertThat(isSignedIn(there)).as("each time anew").isFalse();
  }

  @Test
  void endsThoseOfTheDemosSignInToo() {
    Browser here = demoSignIn(one);
    Browser there = demoSignIn(other);
    assertThat(isSignedIn(there)).isTrue();

    press(here);

    assertThat(isSignedIn(here)).isFalse();
    assertThat(isSignedIn(there)).isFalse();
    assertThat(isSignedIn(demoSignIn(other))).isTrue();
  }

  @Test
  void needsTheTokenOfThePage() {
    Browser browser = signIn(one, "carol");

    assertThat(browser.submit(END, "", PAGE).statusCode()).isEqualTo(403);

    assertThat(isSignedIn(browser)).isTrue();
  }

  /** The session is the same before and after. */
  @Test
  void answers503WhileSessionsCannotBeRead() {
    Browser browser = signIn(one, "dora");
    one.sql("ALTER TABLE spring_session RENAME TO spring_session_away");
    try {
      HttpResponse<String> page = browser.get("/app", "Accept", PAGE);
      assertThat(page.statusCode()).isEqualTo(503);
      assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith(PAGE);
      assertThat(page.headers().firstValue("Retry-After")).isPresent();
      assertThat(browser.get("/me/cloud-status").statusCode()).isEqualTo(503);
      assertThat(browser.get("/docs/errors", "Accept", PAGE).statusCode())
          .as("a public page")
          .isEqualTo(200);
      Browser late = one.browser();
      identity.signsIn("dora");
      HttpResponse<String> lateAnswer = signInAnswer(late);
      assertThat(lateAnswer.statusCode()).isEqualTo(503);
      assertThat(lateAnswer.headers().firstValue("Location")).isEmpty();
      assertThat(lateAnswer.headers().allValues("Set-Cookie"))
          .noneMatch(cookie -> cookie.startsWith("cloud-aggregator-session="));
      assertThat(late.get("/me/cloud-status").statusCode()).isEqualTo(401);
    } finally {
      one.sql("ALTER TABLE spring_session_away RENAME TO spring_session");
    }
    assertThat(isSignedIn(browser)).isTrue();
  }

  @Test
  void isUnavailableWithTheDatabaseAlsoWhenAFilterReadsTheSession() throws SQLException {
    Browser browser = signIn(one, "dora");
    URI atProvider = browser.start("onedrive", "mode=connect");
    URI callback = browser.consent(atProvider, DemoAccounts.ANA_ONEDRIVE, "allow");
    try (Connection administrator = one.administrator()) {
      administrator.setAutoCommit(false);
      try (Statement lock = administrator.createStatement()) {
        lock.execute("LOCK TABLE spring_session IN ACCESS EXCLUSIVE MODE");
      }
      HttpResponse<String> page = browser.get("/app", "Accept", PAGE);
      assertThat(page.statusCode()).isEqualTo(503);
      assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith(PAGE);
      HttpResponse<String> call = browser.get("/me/cloud-status");
      assertThat(call.statusCode()).isEqualTo(503);
      assertThat(call.body()).contains("\"code\":\"database_unavailable\"");
      assertThat(location(browser.follow(callback)))
          .endsWith("/app?error=database_unavailable&provider=onedrive");
      assertThat(one.browserOf("dora").get("/me/cloud-status").statusCode())
          .as("a bearer token needs no session")
          .isEqualTo(200);
      administrator.rollback();
    }
    assertThat(isSignedIn(browser)).isTrue();
  }

  @Test
  void isServedByEveryNodeAndSurvivesARestart() {
    Browser here = signIn(one, "erin");
    Browser there = at(other, here);
    assertThat(there.get("/app", "Accept", PAGE).body()).contains("erin of Contoso");

    other.restart();

    assertThat(there.get("/app", "Accept", PAGE).body()).contains("erin of Contoso");
    String form = "theme=dark&_csrf=" + csrf(here);
    there = at(other, here);
    assertThat(there.submit("/app/settings", form, PAGE).statusCode())
        .as("a form of a page of the other node")
        .isEqualTo(303);
    press(there);
    assertThat(isSignedIn(here)).isFalse();
    assertThat(isSignedIn(there)).isFalse();
  }

  @Test
  void isNotRevivedByVisitsToPublicPagesAndAPurge() {
    Browser stolen = signIn(one, "frank");
    press(signIn(other, "frank"));

    stolen.get("/", "Accept", PAGE);
    purge();
    stolen.get("/auth/onedrive/callback?state=x&code=y");

    assertThat(location(stolen.get("/app", "Accept", PAGE))).isEqualTo("/login?why=ended#_");
    assertThat(stolen.get("/me/cloud-status").statusCode()).isEqualTo(401);
  }

  @Test
  void endsAtItsMaximumAgeHoweverMuchItIsUsed() {
    identity.signsIn("olga");
    identity.says(claims -> claims.claim("roles", List.of("operator")));
    Browser operator = one.browser();
    assertThat(location(signInAnswer(operator))).isEqualTo("/app#_");
    age("olga", "11 hours 59 minutes");
    assertThat(operator.get("/ops/verification").statusCode()).isEqualTo(200);

    age("olga", "12 hours");

    assertThat(operator.get("/ops/verification").statusCode()).isEqualTo(401);
    assertThat(location(operator.get("/app", "Accept", PAGE))).isEqualTo("/login?why=ended#_");
    assertThat(isSignedIn(at(other, operator))).isFalse();
  }

  private static void age(String user, String age) {
    one.sql(
        "UPDATE spring_session SET creation_time = extract(epoch FROM now() - interval '%s') * 1000 WHERE principal_name = '%s'"
            .formatted(age, user));
  }

  @Test
  void endsWhenItIsNotUsed() {
    Browser browser = signIn(one, "gina");

    one.sql(
        "UPDATE spring_session SET last_access_time = last_access_time - 28800000 WHERE principal_name = 'gina'");

    assertThat(isSignedIn(browser)).isFalse();
  }

  @Test
  void isNotCreatedForVisitorsWhoAreNotSignedIn() {
    long before = sessions();
    for (int i = 0; i < 20; i++) {
      assertThat(one.browser().get("/login", "Accept", PAGE).headers().allValues("Set-Cookie"))
          .singleElement(STRING)
          .startsWith("cloud-aggregator-csrf=");
      assertThat(one.browser().get("/oauth2/authorization/host").headers().allValues("Set-Cookie"))
          .singleElement(STRING)
          .startsWith("cloud-aggregator-sign-in=");
    }
    one.browser().get("/", "Accept", PAGE);
    one.browser().submit("/logout", "", PAGE);
    demoSignIn(one);

    assertThat(sessions()).isEqualTo(before + 1);
  }

  private static long sessions() {
    return Long.parseLong(one.rows("SELECT count(*) FROM spring_session").getFirst());
  }

  @Test
  void costsARequestOneLookUpAndAnUpdateAtMostOnceAMinute() {
    one.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    Browser browser = signIn(one, "hugo");
    browser.get("/app", "Accept", PAGE);

    long before = sessionStatements();
    browser.get("/app", "Accept", PAGE);
    assertThat(sessionStatements()).as("a page").isEqualTo(before + 1);
    browser.get("/me/cloud-status");
    assertThat(sessionStatements()).as("a call of a page").isEqualTo(before + 2);
    browser.get("/assets/app.css");
    browser.get("/me/cloud-status", "Authorization", "Bearer " + Program.bearer("hugo"));
    assertThat(sessionStatements()).as("requests that need no session").isEqualTo(before + 2);

    one.sql(
        "UPDATE spring_session SET last_access_time = last_access_time - 60000 WHERE principal_name = 'hugo'");
    before = sessionStatements();
    browser.get("/app", "Accept", PAGE);
    browser.get("/app", "Accept", PAGE);
    assertThat(sessionStatements()).as("two pages and one update").isEqualTo(before + 3);
  }

  /** Those of the program on its database. */
  private static long sessionStatements() {
    return Long.parseLong(
        one.rows(
                """
                SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
                WHERE query ILIKE '%%spring_session%%' AND rolname = '%s'
                  AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                """
                    .formatted(one.runtimeRole()))
            .getFirst());
  }

  @Test
  void storesNeitherATokenOfTheSignInNorWhatTheCookieCarries() {
    Browser browser = signIn(one, "ivan");

    List<String> stored =
        one.rows(
            "SELECT attribute_name, convert_from(attribute_bytes, 'UTF8') FROM spring_session"
                + " JOIN spring_session_attributes ON session_primary_id = primary_id"
                + " WHERE principal_name = 'ivan'");
    assertThat(stored)
        .containsExactlyInAnyOrder(
            "org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME|\"ivan\"",
            "roles|[]",
            "displayName|\"ivan of Contoso\"");
    String id =
        one.rows("SELECT session_id FROM spring_session WHERE principal_name = 'ivan'").getFirst();
    HttpCookie cookie = sessionCookie(browser);
    assertThat(cookie.getValue()).doesNotContain(id);
    cookie.setValue(id);
    assertThat(isSignedIn(browser)).as("an id from the database is no cookie").isFalse();
  }

  private static HttpCookie sessionCookie(Browser browser) {
    return browser.cookies().getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("cloud-aggregator-session"))
        .findFirst()
        .orElseThrow();
  }

  /** The same browser, which a load balancer leads to another node. */
  private static Browser at(Program node, Browser browser) {
    Browser there = node.browser();
    browser
        .cookies()
        .getCookieStore()
        .getCookies()
        .forEach(cookie -> there.cookies().getCookieStore().add(node.base(), cookie));
    return there;
  }

  private static void purge() {
    one.bean(Purge.class).deleteSessions(1000);
  }

  /**
   * A concurrent sign-in may end or not. Every session from before ends, and none from afterwards.
   */
  @Test
  void isDecidedByTheOrderOfThePressAndTheSignInAlone() throws Exception {
    Browser presses = demoSignIn(one);
    String form = "_csrf=" + csrf(presses);
    List<Browser> before = List.of(demoSignIn(one), demoSignIn(other));
    List<Callable<Browser>> atOnce = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Program node = i % 2 == 0 ? one : other;
      atOnce.add(() -> demoSignIn(node));
    }
    atOnce.add(
        () -> {
          presses.submit(END, form, PAGE);
          return presses;
        });

    List<Browser> meanwhile = Race.run(atOnce);

    assertThat(before).noneMatch(SessionsIT::isSignedIn);
    assertThat(isSignedIn(presses)).isFalse();
    assertThat(List.of(demoSignIn(one), demoSignIn(other))).allMatch(SessionsIT::isSignedIn);
    List<Boolean> found = meanwhile.stream().map(SessionsIT::isSignedIn).toList();
    assertThat(meanwhile.stream().map(SessionsIT::isSignedIn))
        .as("and it stays so")
        .isEqualTo(found);
  }

  private static boolean isSignedIn(Browser browser) {
    int page = browser.get("/app", "Accept", PAGE).statusCode();
    assertThat(page).isIn(200, 303);
    return page == 200;
  }

  private static HttpResponse<String> press(Browser browser) {
    HttpResponse<String> answer = browser.submit(END, "_csrf=" + csrf(browser), PAGE);
    assertThat(answer.statusCode()).isEqualTo(303);
    return answer;
  }

  private static Browser signIn(Program node, String user) {
    Browser browser = node.browser();
    assertThat(signInAt(browser, user)).isEqualTo("/app#_");
    return browser;
  }

  private static String signInAt(Browser browser, String user) {
    identity.signsIn(user);
    return location(signInAnswer(browser));
  }

  private static HttpResponse<String> signInAnswer(Browser browser) {
    return browser.follow(
        URI.create(location(browser.get(location(browser.get("/oauth2/authorization/host"))))));
  }

  private static Browser demoSignIn(Program node) {
    Browser browser = node.browser();
    Matcher csrf =
        Pattern.compile("name=\"_csrf\" (?:value|content)=\"([^\"]+)\"")
            .matcher(browser.get("/login", "Accept", PAGE).body());
    assertThat(csrf.find()).isTrue();
    assertThat(
            browser.submit("/demo/login", "user=bruno&_csrf=" + csrf.group(1), PAGE).statusCode())
        .isEqualTo(303);
    return browser;
  }

  private static String location(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .orElseThrow(() -> new IllegalStateException(answer.statusCode() + " " + answer.body()));
  }

  private static String csrf(Browser browser) {
    Matcher found =
        Pattern.compile("name=\"_csrf\" content=\"([^\"]+)\"")
            .matcher(browser.get("/app/settings", "Accept", PAGE).body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }
}
