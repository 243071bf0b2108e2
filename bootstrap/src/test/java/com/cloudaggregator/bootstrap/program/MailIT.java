package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** E-mails to former owners, sent by SMTP to a server in this JVM. */
class MailIT {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"<>]+");
  private static final Pattern CSRF =
      Pattern.compile("name=\"_csrf\"\\s+(?:value|content)=\"([^\"]+)\"");
  private static final Map<String, Object> ALICE =
      Map.of("email", "alice@mail.example", "email_verified", true, "locale", "en");

  private static final int PORT = Program.freePort();
  private static final AtomicInteger TESTS = new AtomicInteger();

  private static GreenMail mailbox;
  private static IdentityServer identity;
  private static Program program;

  /** A new user for each test: an address is written once in ten minutes. */
  private String alice = "";

  @BeforeAll
  static void start() {
    identity = new IdentityServer();
    mailbox = mailServer();
    program =
        Program.start(
            Stream.concat(
                    Stream.of(identity.properties()),
                    Stream.of(
                        "spring.mail.host=127.0.0.1",
                        "spring.mail.port=" + PORT,
                        "cloud-aggregator.mail.from=cloud@host.example"))
                .toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    program.close();
    mailbox.stop();
    identity.close();
  }

  private static GreenMail mailServer() {
    GreenMail server = new GreenMail(new ServerSetup(PORT, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    return server;
  }

  @BeforeEach
  void empty() throws Exception {
    program.emptyDatabase();
    alice = "alice-" + TESTS.incrementAndGet();
    mailbox.purgeEmailFromAllMailboxes();
  }

  /** Alice's OneDrive moves to Bob. */
  private static void lose(Browser alice) {
    lose(alice, DemoAccounts.ANA_ONEDRIVE);
  }

  private static void lose(Browser alice, String account) {
    assertThat(alice.connect("onedrive", account)).contains("connection=success");
    Browser bob = program.browserOf("bob");
    String location = bob.connect("onedrive", account);
    String body =
        "{\"transfer_token\":\""
            + location.substring(location.indexOf("#transfer_token=") + "#transfer_token=".length())
            + "\"}";
    assertThat(bob.post("/cloud/transfer-ownership", body).statusCode()).isEqualTo(200);
    assertThat(bob.post("/cloud/transfer-ownership", body).body()).contains("\"idempotent\":true");
  }

  private static String next(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static List<String> emails() {
    return program.rows(
        "SELECT state, last_status FROM outbox WHERE channel = 'email' ORDER BY position");
  }

  private static void awaitEmails(String... states) {
    program.sql(
        "UPDATE scheduled_tasks SET execution_time = now() WHERE task_name = 'mail' AND NOT picked");
    await().atMost(Duration.ofSeconds(30)).until(MailIT::emails, List.of(states)::equals);
  }

  /** The plain text and the HTML. */
  private static List<String> parts(Part part) throws MessagingException, IOException {
    if (part.getContent() instanceof Multipart several) {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < several.getCount(); i++) {
        all.addAll(parts(several.getBodyPart(i)));
      }
      return all;
    }
    return List.of(String.valueOf(part.getContent()));
  }

  @Test
  void theFormerOwnerGetsOneEmailWithoutTheNewOwner() throws Exception {
    try (LogLines log = new LogLines()) {
      lose(program.browserOf(alice, ALICE));
      awaitEmails("delivered|250");
      assertThat(log.lines()).noneMatch(line -> line.contains("alice@mail.example"));
    }

    assertThat(mailbox.getReceivedMessages()).hasSize(1);
    MimeMessage mail = mailbox.getReceivedMessages()[0];
    String event = program.rows("SELECT id FROM outbox WHERE channel = 'email'").getFirst();
    assertThat(mail.getAllRecipients())
        .extracting(Object::toString)
        .containsExactly("alice@mail.example");
    assertThat(mail.getFrom())
        .extracting(Object::toString)
        .containsExactly("Cloud Aggregator <cloud@host.example>");
    assertThat(mail.getSubject()).isEqualTo("Your OneDrive account was moved to another user");
    assertThat(mail.getMessageID()).isEqualTo("<" + event + "@host.example>");
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    List<String> parts = parts(mail);
    assertThat(parts)
        .hasSize(2)
        .allSatisfy(
            part ->
                assertThat(part)
                    .contains("Your OneDrive account ana.p•••@outlook.example was moved", "UTC")
                    .doesNotContain("bob", alice, "ana.perez@", "??", "xmlns:th", "#{"));
    assertThat(parts.getLast()).contains("<html lang=\"en\">");
    assertThat(parts)
        .allSatisfy(
            part ->
                assertThat(ADDRESS.matcher(part).results().map(MatchResult::group))
                    .as("one link, which needs a sign-in")
                    .containsOnly(program.base() + "/app/notifications"));
    assertThat(program.browser().get("/app/notifications", "Accept", "text/html").statusCode())
        .isEqualTo(303);
    assertThat(program.rows("SELECT payload FROM outbox WHERE channel = 'email'"))
        .as("the row names no user")
        .containsExactly("{}");
  }

  @Test
  void anUnverifiedAddressGetsNoEmail() {
    lose(program.browserOf(alice, Map.of("email", "alice@mail.example")));

    assertThat(emails()).isEmpty();
    assertThat(program.rows("SELECT 1 FROM user_contacts")).isEmpty();
  }

  @Test
  void anEmailWaitsForTheMailServerAndTheNodeStaysReady() throws Exception {
    mailbox.stop();
    try {
      lose(program.browserOf(alice, ALICE));
      awaitEmails("pending|unreachable");
      assertThat(program.browser().get("/actuator/health/readiness").statusCode()).isEqualTo(200);
      assertThat(program.browser().get("/actuator/health").statusCode()).isEqualTo(200);
    } finally {
      mailbox = mailServer();
    }
    program.sql("UPDATE outbox SET due_at = now() WHERE channel = 'email'");

    awaitEmails("delivered|250");

    assertThat(mailbox.getReceivedMessages()).hasSize(1);
  }

  @Test
  void theAddressOfTheSignInIsUsedInTheLanguageOfThePagesUntilItIsSwitchedOff() throws Exception {
    identity.signsIn(alice);
    identity.says(
        claims -> claims.claim("email", "alice@mail.example").claim("email_verified", true));
    Browser pages = program.browser();
    String start = next(pages.get("/oauth2/authorization/host"));
    pages.get(next(pages.get(start)), "Accept-Language", "es");
    assertThat(program.rows("SELECT user_id, email, language, wanted FROM user_contacts"))
        .containsExactly(alice + "|alice@mail.example|es|t");
    lose(program.browserOf(alice));
    awaitEmails("delivered|250");
    MimeMessage mail = mailbox.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("Tu cuenta de OneDrive pasó a otra persona");
    assertThat(parts(mail))
        .allMatch(part -> part.contains("Ver tus avisos") || part.contains("Hola:"));
    assertThat(GreenMailUtil.getHeaders(mail)).contains("Content-Language: es");

    HttpResponse<String> settings = pages.get("/app/settings", "Accept", "text/html");
    assertThat(settings.body()).contains("alice@mail.example");
    assertThat(settings.body()).contains("id=\"email\">alice@mail.example</small>");
    var token = CSRF.matcher(settings.body());
    assertThat(token.find()).isTrue();
    assertThat(
            pages.send("POST", "/app/settings/mail", FORM, "_csrf=" + token.group(1)).statusCode())
        .isEqualTo(303);

    assertThat(program.rows("SELECT wanted FROM user_contacts")).containsExactly("f");
    lose(program.browserOf(alice), DemoAccounts.BRUNO_ONEDRIVE);
    assertThat(emails()).as("only the first").containsExactly("delivered|250");
  }
}
