package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.token.RefreshAhead;
import com.cloudaggregator.bootstrap.demo.provider.Fault;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Access tokens over HTTP on two nodes of one database: only the owner gets one, and an expired one
 * is refreshed once.
 */
class AccessTokenIT {
  private static final String ALICE = "alice";
  private static final String BOB = "bob";
  private static final String SEALED =
      "SELECT encode(refresh_token_sealed, 'hex') FROM cloud_provider_accounts";

  private static Program program;
  private static Program node;

  @BeforeAll
  static void startProgram() {
    program = Program.start();
    node = program.anotherNodeWithTheSameOneDrive();
  }

  @AfterAll
  static void stopProgram() {
    node.close();
    program.close();
  }

  @BeforeEach
  void connect() {
    faults().clear();
    program.emptyDatabase();
    assertThat(program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
    program.providers().forget();
  }

  @AfterEach
  void clearFaults() {
    faults().clear();
  }

  private static FaultSwitch faults() {
    return program.bean(FaultSwitch.class);
  }

  private static String account() {
    return program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
  }

  private static HttpResponse<String> ask(Browser browser) {
    return browser.send("POST", "/me/clouds/" + account() + "/access-token", null, "");
  }

  private static HttpResponse<String> ask(String user) {
    return ask(program.browserOf(user));
  }

  private static HttpResponse<String> askFor(Browser service, String user, String body) {
    return service.post("/service/users/" + user + "/clouds/" + account() + "/access-token", body);
  }

  private static void expire() {
    program.sql(
        "UPDATE cloud_provider_accounts SET access_token_expires_at = now() - interval '1 second'");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.builder().build().readTree(answer.body());
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  private static int graph(JsonNode token) {
    return program
        .browser()
        .get(
            "/demo/providers/onedrive/v1.0/me",
            "Authorization",
            "Bearer " + token.get("access_token").asString())
        .statusCode();
  }

  @Test
  void returnsAValidTokenWithoutCallingTheProvider() {
    HttpResponse<String> answer = ask(ALICE);

    JsonNode token = json(answer);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(token.propertyNames())
        .containsExactly("access_token", "token_type", "expires_at", "epoch");
    assertThat(token.get("token_type").asString()).isEqualTo("Bearer");
    assertThat(token.get("epoch").asLong()).isEqualTo(1);
    assertThat(Instant.parse(token.get("expires_at").asString()))
        .isAfter(Instant.now().plusSeconds(120));
    assertThat(program.providers().tokenCalls()).isZero();
    assertThat(graph(token)).isEqualTo(200);
    assertThat(json(ask(node.browserOf(ALICE)))).isEqualTo(token);
  }

  @Test
  void refreshesAnExpiredTokenAndStoresTheNewRefreshToken() {
    String first = json(ask(ALICE)).get("access_token").asString();
    String before = program.rows(SEALED).getFirst();
    expire();

    JsonNode token = json(ask(ALICE));

    assertThat(token.get("access_token").asString()).isNotEqualTo(first);
    assertThat(graph(token)).isEqualTo(200);
    assertThat(program.rows(SEALED).getFirst()).isNotEqualTo(before);
    assertThat(json(ask(node.browserOf(ALICE)))).isEqualTo(token);
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
  }

  @Test
  void refusesOtherUsers() {
    assertRefused(ask(BOB), 404, "account_not_found");
    assertRefused(ask(program.browser()), 401, "authentication_required");
    assertRefused(
        program.browserOf(ALICE).send("POST", "/me/clouds/none/access-token", null, ""),
        404,
        "account_not_found");
  }

  @Test
  void refreshesOnceForManyCallersOnTwoNodes() throws Exception {
    expire();

    List<JsonNode> tokens =
        atOnce(40, n -> json(ask(n % 2 == 0 ? program.browserOf(ALICE) : node.browserOf(ALICE))));

    assertThat(tokens).hasSize(40).containsOnly(tokens.getFirst());
    assertThat(graph(tokens.getFirst())).isEqualTo(200);
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
  }

  @Test
  void dropsARefreshThatEndsAfterATransferAndRefusesTheOldEpoch() {
    String offer =
        program
            .browserOf(BOB)
            .connect("onedrive", DemoAccounts.ANA_ONEDRIVE)
            .replaceAll(".*#transfer_token=", "");
    expire();
    program.providers().forget();
    faults().set(Vendor.ONEDRIVE, Fault.HANG);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      var late = thread.submit(() -> ask(ALICE));
      await().atMost(Duration.ofSeconds(4)).until(() -> program.providers().tokenCalls() == 1);

      assertThat(
              program
                  .browserOf(BOB)
                  .post("/cloud/transfer-ownership", "{\"transfer_token\":\"" + offer + "\"}")
                  .statusCode())
          .isEqualTo(200);
      String bobs = program.rows(SEALED).getFirst();
      Browser service = program.browserOfService();
      assertRefused(askFor(service, ALICE, "{\"epoch\":1}"), 409, "owner_changed");
      assertRefused(askFor(node.browserOfService(), ALICE, "{\"epoch\":1}"), 409, "owner_changed");
      assertRefused(ask(node.browserOf(ALICE)), 404, "account_not_found");
      faults().clear();

      assertRefused(get(late), 404, "account_not_found");
      assertThat(program.rows(SEALED)).containsExactly(bobs);
    }
    JsonNode token = json(ask(node.browserOf(BOB)));
    assertThat(token.get("epoch").asLong()).isEqualTo(2);
    assertThat(graph(token)).isEqualTo(200);
  }

  @Test
  void refusesTheOldEpochOnTheOtherNodeAfterAReleaseOrTransfer() {
    Browser service = node.browserOfService();
    assertThat(graph(json(askFor(service, ALICE, "{\"epoch\":1}")))).isEqualTo(200);
    String id = account();

    assertThat(
            program
                .browserOf(ALICE)
                .post("/cloud/disconnect", "{\"account_id\":\"" + id + "\"}")
                .statusCode())
        .isEqualTo(200);
    assertRefused(askFor(service, ALICE, "{\"epoch\":1}"), 409, "owner_changed");
    assertRefused(askFor(service, ALICE, "{}"), 404, "account_not_found");

    assertThat(program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
    assertRefused(askFor(service, ALICE, "{\"epoch\":1}"), 409, "owner_changed");
    assertThat(json(askFor(service, ALICE, "{\"epoch\":3}")).get("epoch").asLong()).isEqualTo(3);

    String offer =
        program
            .browserOf(BOB)
            .connect("onedrive", DemoAccounts.ANA_ONEDRIVE)
            .replaceAll(".*#transfer_token=", "");
    assertThat(
            program
                .browserOf(BOB)
                .post("/cloud/transfer-ownership", "{\"transfer_token\":\"" + offer + "\"}")
                .statusCode())
        .isEqualTo(200);
    assertRefused(askFor(service, ALICE, "{\"epoch\":3}"), 409, "owner_changed");
    assertRefused(askFor(service, BOB, "{\"epoch\":3}"), 409, "owner_changed");
    assertThat(json(askFor(service, BOB, "{\"epoch\":4}")).get("epoch").asLong()).isEqualTo(4);
  }

  @Test
  void doesNotRefreshAheadUnlessConfigured() {
    expire();

    assertThat(program.bean(RefreshAhead.class).run(() -> true)).isEmpty();

    assertThat(program.providers().tokenCalls()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "TOO_MANY_REQUESTS,429,rate_limited",
    "SERVER_ERROR,503,provider_unavailable",
    "HANG,503,provider_unavailable"
  })
  void keepsTheAccountConnectedDuringAProviderOutage(Fault fault, int status, String code) {
    expire();
    faults().set(Vendor.ONEDRIVE, fault);
    Instant begin = Instant.now();

    HttpResponse<String> answer = ask(ALICE);

    assertRefused(answer, status, code);
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(7));
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(program.rows("SELECT status, reason FROM cloud_provider_accounts"))
        .containsExactly("connected|null");
    assertThat(program.providers().tokenCalls()).isBetween(1, 3);

    faults().clear();
    program.sql("UPDATE cloud_provider_accounts SET refresh_not_before = now()");
    assertThat(graph(json(ask(ALICE)))).isEqualTo(200);
  }

  /**
   * The provider rotates the refresh token, but its answer is lost. It accepts the old token for a
   * while.
   */
  @Test
  void recoversFromALostAnswer() {
    expire();
    program.providers().loseTheNextAnswer();

    JsonNode token = json(ask(ALICE));

    assertThat(program.providers().tokenCalls()).isEqualTo(2);
    assertThat(graph(token)).isEqualTo(200);
    expire();
    assertThat(graph(json(ask(node.browserOf(ALICE))))).isEqualTo(200);
    assertThat(program.rows("SELECT status, refresh_unknown_since FROM cloud_provider_accounts"))
        .containsExactly("connected|null");
  }

  /**
   * A node is killed while it waits for the provider. Its lease expires and the next caller
   * refreshes.
   */
  @Test
  void recoversFromANodeThatDiedDuringARefresh() {
    expire();
    program.sql(
        "UPDATE cloud_provider_accounts SET refresh_lease_id = gen_random_uuid(),"
            + " refresh_lease_until = now() + interval '1 second'");

    JsonNode token = json(ask(ALICE));

    assertThat(graph(token)).isEqualTo(200);
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
  }

  @Test
  void acceptsTokensAfterARestartOfTheDemo() {
    program.restart();
    expire();

    assertThat(graph(json(ask(ALICE)))).isEqualTo(200);
  }

  @Test
  void returnsAnExpiringTokenDuringAProviderOutage() {
    String first = json(ask(ALICE)).get("access_token").asString();
    program.sql(
        "UPDATE cloud_provider_accounts SET access_token_expires_at = now() + interval '60 seconds'");
    faults().set(Vendor.ONEDRIVE, Fault.SERVER_ERROR);

    assertThat(json(ask(ALICE)).get("access_token").asString()).isEqualTo(first);
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
    assertThat(json(ask(node.browserOf(ALICE))).get("access_token").asString()).isEqualTo(first);
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
  }

  @Test
  void marksTheAccountForReconnectionAndNotifiesTheHostOnce() {
    expire();
    faults().set(Vendor.ONEDRIVE, Fault.INVALID_GRANT);

    assertRefused(ask(ALICE), 409, "needs_reconnect");
    assertThat(ask(node.browserOf(ALICE)).body()).contains("\"reason\":\"invalid_grant\"");

    assertThat(program.providers().tokenCalls()).isEqualTo(1);
    assertThat(program.browserOf(ALICE).get("/me/cloud-status").body())
        .contains("\"status\":\"needs_reconnect\"", "\"reason\":\"invalid_grant\"");
    assertThat(
            program.rows("SELECT type, payload #>> '{data,user_id}' FROM outbox ORDER BY position"))
        .containsExactly("account.connected|alice", "account.needs_reconnect|alice");

    faults().clear();
    assertThat(program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
    assertThat(graph(json(ask(ALICE)))).isEqualTo(200);
  }

  @Test
  void requiresReconnectionForMovedCredentials() {
    expire();
    program.sql("UPDATE cloud_provider_accounts SET refresh_token_sealed = access_token_sealed");

    assertThat(ask(ALICE).body()).contains("\"reason\":\"credentials_unreadable\"");
    assertThat(program.providers().tokenCalls()).isZero();
  }

  @Test
  void recordsAServiceThatActsForAUser() {
    Browser service = program.browserOfService();

    assertThat(graph(json(askFor(service, ALICE, "{\"epoch\":1}")))).isEqualTo(200);
    assertThat(json(askFor(service, ALICE, "{}")).get("epoch").asLong()).isEqualTo(1);
    assertRefused(askFor(service, BOB, "{}"), 404, "account_not_found");
    assertRefused(askFor(service, ALICE, "{\"epoch\":7}"), 409, "owner_changed");

    assertThat(
            program.rows(
                "SELECT service, user_id, asked_epoch, answer, given_epoch FROM service_calls ORDER BY id"))
        .containsExactly(
            "host-backend|alice|1|token_given|1",
            "host-backend|alice|null|token_given|1",
            "host-backend|bob|null|not_found|null",
            "host-backend|alice|7|owner_changed|null");
    HttpResponse<String> record =
        program.browserOfOperator().get("/ops/service-calls?account_id=" + account() + "&limit=1");
    assertThat(json(record).get("calls")).hasSize(1);
    assertThat(json(record).at("/calls/0/answer").asString()).isEqualTo("owner_changed");
    assertThat(json(record).get("next").isNull()).isFalse();
  }

  @Test
  void onlyAServiceActsForOthersAndOwnsNoAccount() {
    assertRefused(askFor(program.browserOf(ALICE), ALICE, "{}"), 403, "forbidden");
    assertRefused(askFor(program.browserOfOperator(), ALICE, "{}"), 403, "forbidden");
    assertRefused(askFor(program.browser(), ALICE, "{}"), 401, "authentication_required");
    Browser service = program.browserOfService();
    assertRefused(ask(service), 403, "forbidden");
    assertThat(service.get("/me/cloud-status").statusCode()).isEqualTo(403);
    assertThat(program.rows("SELECT 1 FROM service_calls")).isEmpty();
  }

  @Test
  void refusesAServiceIfItsCallCannotBeRecorded() {
    program.sql("REVOKE INSERT ON service_calls FROM " + program.runtimeRole());
    try {
      assertThat(askFor(program.browserOfService(), ALICE, "{}").body())
          .doesNotContain("access_token\"");
    } finally {
      program.sql("GRANT INSERT ON service_calls TO " + program.runtimeRole());
    }
  }

  private static <T> List<T> atOnce(int callers, IntFunction<T> call) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      CyclicBarrier start = new CyclicBarrier(callers);
      List<Future<T>> asked =
          IntStream.range(0, callers)
              .mapToObj(
                  n ->
                      threads.submit(
                          () -> {
                            start.await();
                            return call.apply(n);
                          }))
              .toList();
      List<T> answers = new ArrayList<>();
      for (Future<T> one : asked) {
        answers.add(one.get());
      }
      return answers;
    }
  }

  private static HttpResponse<String> get(Future<HttpResponse<String>> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
