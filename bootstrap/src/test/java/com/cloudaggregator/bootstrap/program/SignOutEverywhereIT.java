package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.Race;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All sessions of a user end at one press of a button, whichever node holds them; over HTTP, on two nodes. */
class SignOutEverywhereIT {
  private static final String END = "/app/settings/sessions/end";
  private static final String PAGE = "text/html";

  private static IdentityServer identity;
  private static Program one;
  private static Program other;

  @BeforeAll
  static void start() {
    identity = new IdentityServer();
    one = Program.start(identity.properties());
    other = one.anotherNode(_ -> { });
  }

  @AfterAll
  static void stop() {
    other.close();
    one.close();
    identity.close();
  }

  @Test
  void endsThoseOfEveryNodeAndOfNobodyElseAndLetsHimComeBack() {
    Browser here = signIn(one, "alice");
    Browser there = signIn(other, "alice");
    Browser alsoThere = signIn(other, "alice");
    String lateForm = "provider=onedrive&mode=connect&_csrf=" + csrf(alsoThere);
    Browser bobs = signIn(other, "bob");

    assertThat(location(press(here))).isEqualTo("/login?why=everywhere#_");

    assertThat(here.get("/login?why=everywhere", "Accept", PAGE).body()).contains("You are signed out everywhere.");
    assertThat(here.get("/me/cloud-status").statusCode()).isEqualTo(401);
    assertThat(location(there.get("/app/activity", "Accept", PAGE))).isEqualTo("/login?why=ended#_");
    assertThat(location(alsoThere.submit("/app/connect", lateForm, PAGE))).isEqualTo("/login?why=ended#_");
    assertThat(alsoThere.get("/me/cloud-status").statusCode()).isEqualTo(401);
    assertThat(isSignedIn(bobs)).isTrue();
    assertThat(one.browserOf("alice").get("/me/cloud-status").statusCode()).as("a bearer token").isEqualTo(200);

    assertThat(signInAt(there, "alice")).as("nothing was lost").endsWith("/app/activity#_");
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

  /** Fails closed, and the session is no other afterwards than before. */
  @Test
  void letsNobodyGoOnWhileItCannotBeTold() {
    Browser browser = signIn(one, "dora");
    one.sql("ALTER TABLE user_session_ends RENAME TO user_session_ends_away");
    try {
      HttpResponse<String> page = browser.get("/app", "Accept", PAGE);
      assertThat(page.statusCode()).isEqualTo(503);
      assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith(PAGE);
      assertThat(page.headers().firstValue("Retry-After")).isPresent();
      assertThat(browser.get("/me/cloud-status").statusCode()).isEqualTo(503);
      assertThat(browser.get("/docs/errors", "Accept", PAGE).statusCode()).as("what everybody may see").isEqualTo(200);
      Browser late = one.browser();
      identity.signsIn("dora");
      assertThat(signInAnswer(late).statusCode()).isEqualTo(503);
      assertThat(late.get("/me/cloud-status").statusCode()).isEqualTo(401);
    } finally {
      one.sql("ALTER TABLE user_session_ends_away RENAME TO user_session_ends");
    }
    assertThat(isSignedIn(browser)).isTrue();
  }

  /** Who signs in while it happens may be out or not; who had signed in before is out, who comes afterwards is not. */
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
    atOnce.add(() -> {
      presses.submit(END, form, PAGE);
      return presses;
    });

    List<Browser> meanwhile = Race.run(atOnce);

    assertThat(before).noneMatch(SignOutEverywhereIT::isSignedIn);
    assertThat(isSignedIn(presses)).isFalse();
    assertThat(List.of(demoSignIn(one), demoSignIn(other))).allMatch(SignOutEverywhereIT::isSignedIn);
    List<Boolean> found = meanwhile.stream().map(SignOutEverywhereIT::isSignedIn).toList();
    assertThat(meanwhile.stream().map(SignOutEverywhereIT::isSignedIn)).as("and it stays so").isEqualTo(found);
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

  /** Behind one address, each browser is led to the node where its session is. */
  private static HttpResponse<String> signInAnswer(Browser browser) {
    return browser.follow(URI.create(location(browser.get(location(browser.get("/oauth2/authorization/host"))))));
  }

  private static Browser demoSignIn(Program node) {
    Browser browser = node.browser();
    Matcher csrf = Pattern.compile("name=\"_csrf\" (?:value|content)=\"([^\"]+)\"")
        .matcher(browser.get("/login", "Accept", PAGE).body());
    assertThat(csrf.find()).isTrue();
    assertThat(browser.submit("/demo/login", "user=bruno&_csrf=" + csrf.group(1), PAGE).statusCode()).isEqualTo(303);
    return browser;
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow(
        () -> new IllegalStateException(answer.statusCode() + " " + answer.body()));
  }

  private static String csrf(Browser browser) {
    Matcher found = Pattern.compile("name=\"_csrf\" content=\"([^\"]+)\"")
        .matcher(browser.get("/app/settings", "Accept", PAGE).body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }
}
