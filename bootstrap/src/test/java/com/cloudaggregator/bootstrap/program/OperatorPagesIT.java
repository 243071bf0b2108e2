package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators' pages in the sessions of an operator and of another user. */
class OperatorPagesIT {
  private static final String HTML =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"\\s+value=\"([^\"]+)\"");
  private static final Pattern EVENT =
      Pattern.compile("data-event=\"([0-9a-f-]{36})\"\\s+data-state=\"delivered\"");

  private static Receiver receiver;
  private static Program program;

  @BeforeAll
  static void start() {
    receiver = new Receiver();
    program = Program.start(receiver.configuration());
    assertThat(program.browserOf("alice").connect("dropbox", DemoAccounts.ANA_DROPBOX))
        .contains("connection=success");
    receiver.hasReceived(1);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> program.rows("SELECT state FROM outbox").contains("delivered"));
  }

  @AfterAll
  static void stop() {
    program.close();
    receiver.close();
  }

  private static String csrf(HttpResponse<String> page) {
    Matcher token = CSRF.matcher(page.body());
    assertThat(token.find()).as(page.body()).isTrue();
    return "_csrf=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
  }

  private static Browser signedIn(String user) {
    return signedIn(program, user);
  }

  /** A browser with a session of this user of the demo. */
  static Browser signedIn(Program program, String user) {
    Browser browser = program.browser();
    String body = csrf(browser.get("/login", "Accept", HTML)) + "&user=" + user;
    assertThat(browser.submit("/demo/login", body, HTML).statusCode()).isEqualTo(303);
    return browser;
  }

  @Test
  void replaysAnEventByAButton() {
    Browser olga = signedIn("olga");
    HttpResponse<String> page = olga.get("/ops/webhooks", "Accept", HTML);
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    Matcher event = EVENT.matcher(page.body());
    assertThat(event.find()).as(page.body()).isTrue();
    String replay = "/ops/webhooks/" + event.group(1) + "/replay";

    HttpResponse<String> done = olga.submit(replay, csrf(page), HTML);

    assertThat(done.statusCode()).isEqualTo(303);
    String result = done.headers().firstValue("Location").orElseThrow();
    assertThat(olga.get(result, "Accept", HTML).body()).contains("Queued for delivery:");
    receiver.hasReceived(2);
    assertThat(receiver.received().get(1)).isEqualTo(receiver.received().get(0));
  }

  @Test
  void showsTheReceiverAndWhatItWroteWhenItRefusedAnEvent() {
    receiver.answers(_ -> 500);
    program.sql("UPDATE outbox SET state = 'pending', due_at = now() WHERE NOT underway");
    Browser olga = signedIn("olga");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> program.rows("SELECT last_status FROM outbox").contains("500"));

    assertThat(olga.get("/ops/webhooks", "Accept", HTML).body())
        .contains("<code>localhost</code>", "<q>The test refuses &lt;this&gt;</q>");

    receiver.answers(_ -> 204);
    program.sql("UPDATE outbox SET due_at = now() WHERE NOT underway");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> program.rows("SELECT state FROM outbox").contains("delivered"));
    assertThat(olga.get("/ops/webhooks", "Accept", HTML).body()).doesNotContain("<q>");
  }

  @Test
  void replaysTheSelectedEvents() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> program.rows("SELECT state FROM outbox").contains("delivered"));
    Browser olga = signedIn("olga");
    HttpResponse<String> page = olga.get("/ops/webhooks", "Accept", HTML);
    Matcher event = EVENT.matcher(page.body());
    assertThat(event.find()).as(page.body()).isTrue();
    int before = receiver.received().size();

    HttpResponse<String> done =
        olga.submit(
            "/ops/webhooks/replay",
            csrf(page) + "&id=" + event.group(1) + "&id=00000000-0000-4000-8000-000000000000&id=x",
            HTML);

    assertThat(done.headers().firstValue("Location")).contains("/ops/webhooks?replayed=1");
    receiver.hasReceived(before + 1);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> program.rows("SELECT state FROM outbox").contains("delivered"));
  }

  @Test
  void requiresTheCsrfTokenForEveryButton() {
    Browser olga = signedIn("olga");

    HttpResponse<String> refused = olga.submit("/ops/webhooks/replay-failed", "", HTML);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(olga.submit("/ops/keys/verification", "", "application/json").statusCode())
        .isEqualTo(403);
  }

  @Test
  void verifiesKeysByAButton() {
    Browser olga = signedIn("olga");
    HttpResponse<String> page = olga.get("/ops/keys", "Accept", HTML);

    HttpResponse<String> done = olga.submit("/ops/keys/verification", csrf(page), HTML);

    assertThat(done.headers().firstValue("Location")).contains("/ops/keys?done=requested");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ops", "/ops/verification", "/ops/keys", "/ops/webhooks", "/ops/accounts"})
  void refusesOtherUsersWithAPageOrAProblem(String path) {
    Browser ana = signedIn("ana");

    HttpResponse<String> page = ana.get(path, "Accept", HTML, "Accept-Language", "es");
    HttpResponse<String> problem = ana.get(path, "Accept", "application/json");

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("<html", "lang=\"es\"").doesNotContain("href=\"/ops");
    assertThat(problem.statusCode()).isEqualTo(403);
    assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(problem.body()).contains("\"code\":\"forbidden\"");
  }

  @Test
  void sendsAnonymousUsersToTheSignIn() {
    assertThat(
            program.browser().get("/ops/webhooks", "Accept", HTML).headers().firstValue("Location"))
        .contains("/login#_");
    assertThat(program.browser().get("/ops/webhooks", "Accept", "application/json").statusCode())
        .isEqualTo(401);
  }
}
