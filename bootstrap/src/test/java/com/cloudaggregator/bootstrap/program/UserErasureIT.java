package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.cloudaggregator.application.housekeeping.Housekeeping;
import com.cloudaggregator.bootstrap.demo.database.DatabaseFaults;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** The host's backend exports and erases a user over HTTP. */
@Isolated("reads the log of the whole process")
class UserErasureIT {
  private static final String ANA = DemoUser.ANA.subject();
  private static final String EXPORT = "/service/users/" + ANA + "/export";
  private static final String PARKED =
      "SELECT count(access_token_sealed) FROM ownership_transfer_requests WHERE requester = 'elsa'";

  private static Program program;

  @BeforeAll
  static void startProgram() {
    program = Program.start("cloud-aggregator.revocation.delay=1s");
  }

  @AfterAll
  static void stopProgram() {
    program.close();
  }

  private static HttpResponse<String> erase(Browser browser) {
    return browser.send("DELETE", "/service/users/" + ANA, null, "");
  }

  /** The tables of the whole schema with a row that contains the value, as text or as bytes. */
  private static List<String> find(String value) {
    String hex = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
    return program.rows(
        program
            .rows(
                "SELECT table_name FROM information_schema.tables"
                    + " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
            .stream()
            .map(
                table ->
                    "SELECT '%1$s' WHERE EXISTS (SELECT FROM %1$s r WHERE position('%2$s' IN r::text) > 0 OR position('%3$s' IN r::text) > 0)"
                        .formatted(table, value, hex))
            .collect(Collectors.joining(" UNION ALL ")));
  }

  @Test
  void erasesAUserFromDatabaseLogAndExport() {
    Browser ana = program.browserOf(ANA);
    Browser service = program.browserOfService();
    Browser session = OperatorPagesIT.signedIn(program, DemoUser.ANA.key());
    assertThat(ana.connect("dropbox", DemoAccounts.ANA_DROPBOX)).contains("connection=success");
    String account =
        program
            .rows("SELECT id FROM cloud_provider_accounts WHERE user_id = '" + ANA + "'")
            .getFirst();
    String drive =
        program
            .rows(
                "SELECT provider_account_id FROM cloud_provider_accounts WHERE id = '"
                    + account
                    + "'")
            .getFirst();
    String label =
        program
            .rows("SELECT label FROM cloud_provider_accounts WHERE id = '" + account + "'")
            .getFirst();
    assertThat(
            service
                .post("/service/users/" + ANA + "/clouds/" + account + "/access-token", "{}")
                .statusCode())
        .isEqualTo(200);
    assertThat(program.browserOf("dora").connect("dropbox", DemoAccounts.ANA_DROPBOX))
        .contains("error=ownership_conflict");
    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
    assertThat(ana.connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("error=ownership_conflict");
    URI underWay =
        ana.consent(ana.start("googledrive", "mode=connect"), DemoAccounts.ANA_GOOGLE, "allow");
    URI again =
        ana.consent(ana.start("dropbox", "mode=connect"), DemoAccounts.ANA_DROPBOX, "allow");
    List<String> values = List.of(ANA, drive, label);
    assertThat(values).allSatisfy(value -> assertThat(find(value)).isNotEmpty());
    assertThat(find(ANA))
        .contains("spring_session", "spring_session_attributes", "service_calls", "outbox");

    HttpResponse<String> export = service.get(EXPORT);
    assertThat(export.statusCode()).as(export.body()).isEqualTo(200);
    assertThat(export.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(export.body())
        .contains(drive, label, DemoUser.ANA.displayName())
        .doesNotContain("v1.", "bob", "dora");

    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try {
      HttpResponse<String> erased = erase(service);
      assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
      assertThat(erased.body())
          .isEqualTo("{\"accounts_released\":1,\"revocations\":1,\"complete\":true}");
      assertThat(session.get("/me/cloud-status").statusCode()).isEqualTo(401);
      assertThat(program.rows("SELECT payload -> 'data' ->> 'user_id', type FROM outbox"))
          .as("the event names the user to the host product")
          .contains(ANA + "|account.released");
      assertThat(Browser.location(ana.follow(underWay)))
          .as("a flow that was under way")
          .contains("error=invalid_state");
      assertThat(Browser.location(ana.follow(again))).contains("error=invalid_state");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> program.rows("SELECT state FROM grant_revocations"),
              List.of("revoked")::equals);
      program.sql("UPDATE outbox SET state = 'delivered', delivered_at = now() WHERE forget");
      program.bean(Housekeeping.class).forget(() -> true);
    } finally {
      root.detachAppender(log);
    }

    assertThat(values).allSatisfy(value -> assertThat(find(value)).isEmpty());
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> line.contains("Account released"))
        .noneMatch(line -> values.stream().anyMatch(line::contains));
    assertThat(service.get(EXPORT).body()).isEqualTo("{\"records\":[],\"complete\":true}");
    assertThat(erase(service).body())
        .isEqualTo("{\"accounts_released\":0,\"revocations\":0,\"complete\":true}");
    assertThat(program.rows("SELECT answer FROM service_calls ORDER BY id"))
        .containsExactly(
            "token_given", "user_exported", "user_erased", "user_exported", "user_erased");
    assertThat(find(ANA)).isEmpty();

    assertThat(program.browserOf("bob").connect("dropbox", DemoAccounts.ANA_DROPBOX))
        .contains("connection=success");
    assertThat(
            program.rows(
                "SELECT provider_account_id, user_id, epoch FROM cloud_provider_accounts WHERE id = '"
                    + account
                    + "'"))
        .containsExactly(drive + "|bob|3");
    HttpResponse<String> audit =
        program
            .browserOfOperator()
            .get("/ops/accounts?provider=dropbox&provider_account_id=" + drive);
    assertThat(audit.body()).contains("\"gapless\":true").doesNotContain(ANA);
  }

  @Test
  void destroysTheParkedCredentialsOfAnOfferWithinAMinuteOfItsEnd() {
    assertThat(program.browserOf("carla").connect("onedrive", DemoAccounts.BRUNO_ONEDRIVE))
        .contains("connection=success");
    assertThat(program.browserOf("elsa").connect("onedrive", DemoAccounts.BRUNO_ONEDRIVE))
        .contains("error=ownership_conflict");
    assertThat(program.rows(PARKED)).containsExactly("1");
    program.sql(
        "UPDATE ownership_transfer_requests SET expires_at = now() WHERE requester = 'elsa'");

    assertThat(
            program.rows(
                "SELECT execution_time < now() + interval '30 seconds' FROM scheduled_tasks WHERE task_name = 'forget'"))
        .containsExactly("t");
    program.sql(
        "UPDATE scheduled_tasks SET execution_time = now() WHERE task_name = 'forget' AND NOT picked");

    await().atMost(Duration.ofMinutes(1)).until(() -> program.rows(PARKED), List.of("0")::equals);
  }

  /** Without the key, no account could be recognized again. */
  @Test
  void theDemoThatStartsOverKeepsTheKeyOfErasedIds() {
    program.bean(DatabaseFaults.class).empty();

    assertThat(program.rows("SELECT count(*) FROM erasure_key")).containsExactly("1");
  }

  @Test
  void refusesEveryoneButAService() {
    assertThat(erase(program.browserOf("bob")).statusCode()).isEqualTo(403);
    assertThat(program.browserOfOperator().get(EXPORT).statusCode()).isEqualTo(403);
    assertThat(erase(program.browser()).statusCode()).isEqualTo(401);
  }
}
