package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.webhook.DeliverEvents;
import com.cloudaggregator.bootstrap.program.Receiver.Delivery;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhook events to the host product over real HTTP, and the operators' view of their delivery. */
class WebhookIT {
  private static Receiver receiver;
  private static Program program;

  @BeforeAll
  static void start() {
    receiver = new Receiver();
    program = Program.start(receiver.configuration());
  }

  @AfterAll
  static void stop() {
    program.close();
    receiver.close();
  }

  @AfterEach
  void empty() {
    // No delivery may be running when the next test starts.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> program.rows("SELECT 1 FROM outbox WHERE underway").isEmpty());
    program.emptyDatabase();
    receiver.forget();
    assertThat(receiver.objections()).isEmpty();
  }

  private static String connected(String user, String provider, String account) {
    assertThat(program.browserOf(user).connect(provider, account)).contains("connection=success");
    return program
        .rows(
            "SELECT id FROM cloud_provider_accounts WHERE user_id = '"
                + user
                + "' AND provider = '"
                + provider
                + "'")
        .getFirst();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.builder().build().readTree(answer.body());
  }

  private static JsonNode shown(String query) {
    HttpResponse<String> answer = program.browserOfOperator().get("/ops/webhooks" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).get("events");
  }

  private static HttpResponse<String> replay(String path) {
    return program.browserOfOperator().post("/ops/webhooks/" + path, "");
  }

  /** Creates accounts with this number of events each, none of them due yet. */
  private static void fill(int accounts, int events) {
    program.sql(
        "SET session_replication_role = replica; INSERT INTO outbox (id, account_id, epoch, type, payload, due_at)"
            + " SELECT uuidv7(), lpad(a::text, 32, '0')::uuid, e, 'account.connected',"
            + " jsonb_build_object('type', 'account.connected', 'data', jsonb_build_object('account_id', lpad(a::text, 32, '0')::uuid, 'epoch', e)),"
            + " now() + interval '1 hour' FROM generate_series(1, "
            + events
            + ") e, generate_series(1, "
            + accounts
            + ") a"
            + " ORDER BY e");
  }

  @Test
  void notifiesTheHostOfEveryChangeInOrder() {
    String account = connected("alice", "onedrive", DemoAccounts.ANA_ONEDRIVE);
    String location = program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    String token =
        location.substring(location.indexOf("#transfer_token=") + "#transfer_token=".length());
    assertThat(
            program
                .browserOf("bob")
                .post("/cloud/transfer-ownership", "{\"transfer_token\":\"" + token + "\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            program
                .browserOf("bob")
                .post("/cloud/disconnect", "{\"account_id\":\"" + account + "\"}")
                .statusCode())
        .isEqualTo(200);

    receiver.hasReceived(3);

    assertThat(receiver.received())
        .extracting(Delivery::type)
        .containsExactly("account.connected", "ownership.transferred", "account.released");
    assertThat(receiver.received())
        .extracting(delivery -> delivery.json().get("data").get("user_id").asString())
        .containsExactly("alice", "bob", "bob");
    long epoch = 0;
    for (Delivery delivery : receiver.received()) {
      epoch++;
      JsonNode body = delivery.json();
      assertThat(body.propertyNames()).containsExactlyInAnyOrder("type", "timestamp", "data");
      assertThat(body.get("data").propertyNames())
          .containsExactlyInAnyOrder("account_id", "provider", "user_id", "epoch");
      assertThat(body.get("data").get("provider").asString()).isEqualTo("onedrive");
      assertThat(delivery.account()).isEqualTo(account);
      assertThat(delivery.epoch()).isEqualTo(epoch);
      assertThat(Instant.parse(body.get("timestamp").asString())).isNotNull();
      assertThat(delivery.body())
          .doesNotContain("@")
          .doesNotContain(DemoAccounts.ANA_ONEDRIVE_ID)
          .doesNotContain("demo-access")
          .doesNotContain(token);
    }
    await()
        .untilAsserted(
            () -> assertThat(shown("?state=delivered&account_id=" + account)).hasSize(3));
    assertThat(shown("").get(0).get("type").asString()).isEqualTo("account.released");
    assertThat(shown("").get(0).get("last_status").asString()).isEqualTo("204");
  }

  @Test
  void aRejectedEventBlocksOnlyItsAccountUntilReplay() {
    AtomicBoolean repaired = new AtomicBoolean();
    receiver.answers(
        delivery ->
            repaired.get()
                    || !delivery.type().equals("account.connected")
                    || !delivery.json().get("data").get("provider").asString().equals("onedrive")
                ? 200
                : 500);
    String stuck = connected("alice", "onedrive", DemoAccounts.ANA_ONEDRIVE);
    program.browserOf("alice").post("/cloud/disconnect", "{\"account_id\":\"" + stuck + "\"}");
    String flows = connected("alice", "dropbox", DemoAccounts.ANA_DROPBOX);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> receiver.receivedOf(flows).size() == 1 && !receiver.receivedOf(stuck).isEmpty());
    await()
        .untilAsserted(
            () ->
                assertThat(
                        shown("?state=pending&account_id=" + stuck)
                            .get(1)
                            .get("last_status")
                            .asString())
                    .isEqualTo("500"));
    assertThat(shown("?account_id=" + stuck).get(1).get("last_response").asString())
        .isEqualTo(Receiver.REFUSAL);
    assertThat(receiver.receivedOf(stuck))
        .extracting(Delivery::type)
        .containsOnly("account.connected");
    program.sql("UPDATE outbox SET state = 'failed' WHERE last_status = '500' AND NOT underway");
    String id = shown("?state=failed").get(0).get("id").asString();
    repaired.set(true);

    assertThat(json(replay("replay-failed")).get("replayed").asLong()).isEqualTo(1);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                receiver.receivedOf(stuck).stream()
                    .anyMatch(delivery -> delivery.type().equals("account.released")));
    assertThat(receiver.receivedOf(stuck))
        .extracting(Delivery::id)
        .containsOnlyOnce(receiver.receivedOf(stuck).getLast().id());
    assertThat(
            receiver.receivedOf(stuck).stream()
                .filter(delivery -> delivery.type().equals("account.connected")))
        .extracting(Delivery::id)
        .containsOnly(id);
  }

  @Test
  void aReceiverThatAnswers410GetsNothingUntilItIsResumedAndLosesNothing() {
    AtomicBoolean back = new AtomicBoolean();
    receiver.answers(_ -> back.get() ? 204 : 410);
    connected("alice", "onedrive", DemoAccounts.ANA_ONEDRIVE);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(endpoint().get("state").asString()).isEqualTo("disabled"));
    connected("alice", "dropbox", DemoAccounts.ANA_DROPBOX);
    assertThat(endpoint().get("last_status").asString()).isEqualTo("410");
    assertThat(program.browserOfOperator().get("/ops/webhooks", "Accept", "text/html").body())
        .contains("410");
    assertThat(receiver.received()).hasSize(1);
    back.set(true);

    assertThat(json(replay("replay-failed")).get("replayed").asLong()).isEqualTo(2);

    receiver.hasReceived(3);
    await().until(() -> shown("?state=delivered").size() == 2);
    assertThat(endpoint().get("state").asString()).isEqualTo("active");
  }

  @Test
  void aProbeResumesByItself() {
    AtomicBoolean back = new AtomicBoolean();
    receiver.answers(_ -> back.get() ? 204 : 410);
    connected("alice", "onedrive", DemoAccounts.ANA_ONEDRIVE);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(endpoint().get("state").asString()).isEqualTo("disabled"));
    connected("alice", "dropbox", DemoAccounts.ANA_DROPBOX);
    back.set(true);

    program.sql("UPDATE webhook_endpoint SET next_probe_at = now()");

    await().atMost(Duration.ofSeconds(30)).until(() -> shown("?state=delivered").size() == 2);
    assertThat(endpoint().get("state").asString()).isEqualTo("active");
  }

  private static JsonNode endpoint() {
    return json(program.browserOfOperator().get("/ops/webhooks")).get("endpoint");
  }

  @Test
  void notifiesTheHostWhyAnAccountWasLostAndThatItIsBack() {
    String account = connected("alice", "onedrive", DemoAccounts.ANA_ONEDRIVE);
    program.sql(
        "UPDATE cloud_provider_accounts SET status = 'needs_reconnect', reason = 'consent_revoked'");
    connected("alice", "onedrive", DemoAccounts.ANA_ONEDRIVE);

    receiver.hasReceived(3);

    assertThat(receiver.receivedOf(account))
        .extracting(Delivery::type)
        .containsExactly("account.connected", "account.needs_reconnect", "account.reconnected");
    JsonNode lost = receiver.received().get(1).json().get("data");
    assertThat(lost.get("reason").asString()).isEqualTo("consent_revoked");
    assertThat(lost.get("user_id").asString()).isEqualTo("alice");
    assertThat(receiver.received().get(2).json().get("data").propertyNames())
        .containsExactlyInAnyOrder("account_id", "provider", "user_id", "epoch");
  }

  @Test
  void replaysADeliveredEventWithTheSameId() {
    connected("alice", "dropbox", DemoAccounts.ANA_DROPBOX);
    receiver.hasReceived(1);
    Delivery first = receiver.received().getFirst();
    await().until(() -> shown("?state=delivered").size() == 1);

    assertThat(replay(first.id() + "/replay").statusCode()).isEqualTo(200);

    receiver.hasReceived(2);
    assertThat(receiver.received().getLast()).isEqualTo(first);
    assertThat(replay("0190a000-0000-7000-8000-00000000abcd/replay").statusCode()).isEqualTo(404);
    assertThat(replay("nonsense/replay").statusCode()).isEqualTo(404);
    assertThat(program.browserOf("alice").get("/ops/webhooks").statusCode()).isEqualTo(403);
    assertThat(
            program
                .browserOf("alice")
                .post("/ops/webhooks/" + first.id() + "/replay", "")
                .statusCode())
        .isEqualTo(403);
    assertThat(program.browser().get("/ops/webhooks").statusCode()).isEqualTo(401);
  }

  /** A node dies after the answer and before it marks the event, and leaves an expired claim. */
  @Test
  void redeliversAnUnmarkedEventWithTheSameId() {
    AtomicBoolean died = new AtomicBoolean();
    receiver.answers(
        _ -> {
          if (died.compareAndSet(false, true)) {
            program.sql("UPDATE outbox SET attempts = attempts + 1, due_at = now()");
          }
          return 204;
        });

    connected("alice", "dropbox", DemoAccounts.ANA_DROPBOX);

    receiver.hasReceived(2);
    assertThat(receiver.received().get(1)).isEqualTo(receiver.received().get(0));
    await().until(() -> shown("?state=delivered").size() == 1);
  }

  @Test
  void twoNodesDeliverEachEventOnceInOrder() throws InterruptedException, ExecutionException {
    try (Program other = program.anotherNode(_ -> {})) {
      fill(12, 10);
      program.sql("UPDATE outbox SET due_at = now()");
      List<DeliverEvents> relays =
          List.of(program.bean(DeliverEvents.class), other.bean(DeliverEvents.class));

      Race.run(
          relays.stream().<Callable<Object>>map(relay -> () -> relay.run(() -> true)).toList());
      receiver.hasReceived(120);

      Map<String, List<Long>> epochs =
          receiver.received().stream()
              .collect(
                  Collectors.groupingBy(
                      Delivery::account, Collectors.mapping(Delivery::epoch, Collectors.toList())));
      assertThat(epochs)
          .hasSize(12)
          .allSatisfy(
              (_, each) ->
                  assertThat(each).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList()));
      await()
          .until(
              () ->
                  program
                      .rows("SELECT count(*) FROM outbox WHERE state = 'delivered'")
                      .contains("120"));
    }
  }

  @Test
  void publishesTheLagOfEveryJob() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(program.rows("SELECT task_name FROM scheduled_tasks"))
                    .contains("purge", "revoke", "deliver", "mail"));
    for (String job : program.rows("SELECT task_name FROM scheduled_tasks ORDER BY task_name")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(
                          program
                              .bean(MeterRegistry.class)
                              .get("cloud.aggregator.job.lag")
                              .tags("job", job)
                              .gauge()
                              .value())
                      .as(job)
                      .isNotNaN()
                      .isLessThan(60));
      assertThat(program.browser().get("/actuator/prometheus").body())
          .contains("cloud_aggregator_job_lag_seconds{job=\"" + job + "\"}");
    }
  }
}
