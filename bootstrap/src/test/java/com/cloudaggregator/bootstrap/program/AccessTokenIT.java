package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Access tokens over HTTP: the owner's alone, refreshed when they have to be, and only then. */
class AccessTokenIT {
  private static final String ALICE = "alice";
  private static final String BOB = "bob";

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
  void connect() {
    program.emptyDatabase();
    assertThat(program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE)).contains("connection=success");
    program.providers().forget();
  }

  private static String account() {
    return program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
  }

  private static HttpResponse<String> ask(String user) {
    return program.browserOf(user).send("POST", "/me/clouds/" + account() + "/access-token", null, "");
  }

  private static void expire() {
    program.sql("UPDATE cloud_provider_accounts SET access_token_expires_at = now() - interval '1 second'");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.builder().build().readTree(answer.body());
  }

  @Test
  void aTokenThatStillLivesIsGivenWithoutAskingTheProvider() {
    HttpResponse<String> answer = ask(ALICE);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    JsonNode token = json(answer);
    assertThat(token.propertyNames()).containsExactly("access_token", "token_type", "expires_at", "epoch");
    assertThat(token.get("token_type").asString()).isEqualTo("Bearer");
    assertThat(token.get("epoch").asLong()).isEqualTo(1);
    assertThat(Instant.parse(token.get("expires_at").asString())).isAfter(Instant.now().plusSeconds(120));
    assertThat(program.providers().tokenCalls()).isZero();
    assertThat(graph(token)).isEqualTo(200);
  }

  @Test
  void anExpiredOneIsRefreshedAndTheNewRefreshTokenIsKept() {
    String first = json(ask(ALICE)).get("access_token").asString();
    String sealed = "SELECT encode(refresh_token_sealed, 'hex') FROM cloud_provider_accounts";
    String before = program.rows(sealed).getFirst();
    expire();

    JsonNode token = json(ask(ALICE));

    assertThat(token.get("access_token").asString()).isNotEqualTo(first);
    assertThat(graph(token)).isEqualTo(200);
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
    assertThat(program.rows(sealed).getFirst()).isNotEqualTo(before);
    assertThat(json(ask(ALICE))).isEqualTo(token);
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
  }

  @Test
  void nobodyElseGetsOne() {
    assertThat(ask(BOB).statusCode()).isEqualTo(404);
    assertThat(ask(BOB).body()).contains("\"code\":\"account_not_found\"");
    assertThat(program.browser().send("POST", "/me/clouds/" + account() + "/access-token", null, "").statusCode())
        .isEqualTo(401);
    assertThat(program.browserOf(ALICE).send("POST", "/me/clouds/none/access-token", null, "").statusCode())
        .isEqualTo(404);
  }

  private static int graph(JsonNode token) {
    return program.browser()
        .get("/demo/providers/onedrive/v1.0/me", "Authorization", "Bearer " + token.get("access_token").asString())
        .statusCode();
  }
}
