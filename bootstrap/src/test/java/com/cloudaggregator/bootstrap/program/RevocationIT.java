package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.demo.provider.Fault;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A disconnection at the provider, and its result as the former owner sees it. */
class RevocationIT {
  private static final String DROPBOX = "/demo/providers/dropbox/2/users/get_space_usage";
  private static final String GOOGLE =
      "/demo/providers/googledrive/drive/v3/about?fields=storageQuota";

  private static Program program;

  @BeforeAll
  static void start() {
    // Long enough that nothing becomes due unless a test makes it due.
    program = Program.start("cloud-aggregator.revocation.delay=1h");
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  @AfterEach
  void empty() {
    program.bean(FaultSwitch.class).clear();
    program.emptyDatabase();
    program.providers().forget();
  }

  private static void letItBeDue() {
    program.sql("UPDATE grant_revocations SET due_at = now() WHERE state = 'pending'");
  }

  private static JsonNode disconnect(String user, String provider) {
    String id =
        program
            .rows(
                "SELECT id FROM cloud_provider_accounts WHERE user_id = '"
                    + user
                    + "' AND provider = '"
                    + provider
                    + "'")
            .getFirst();
    HttpResponse<String> answer =
        program.browserOf(user).post("/cloud/disconnect", "{\"account_id\":\"" + id + "\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static JsonNode shownTo(String user) {
    return json(program.browserOf(user).get("/me/disconnected-accounts")).get("accounts");
  }

  private static void becomes(String user, String state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(shownTo(user).get(0).get("revocation").asString()).isEqualTo(state));
    assertThat(
            program.rows("SELECT count(*) FROM grant_revocations WHERE token_sealed IS NOT NULL"))
        .containsExactly("0");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.builder().build().readTree(answer.body());
  }

  /** The provider's status for a call with the access token that was issued first or last. */
  private static int asked(String method, String path, String token) {
    return new Browser(program.base(), token).send(method, path, null, "").statusCode();
  }

  private static String issuedFirst() {
    return program.providers().issuedTokens().stream()
        .filter(token -> token.startsWith("demo-access"))
        .findFirst()
        .orElseThrow();
  }

  private static String issuedLast() {
    return program.providers().issuedTokens().stream()
        .filter(token -> token.startsWith("demo-access"))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  @Test
  void revokesTheGrantAtDropboxByItsOwnCall() {
    program.browserOf("alice").connect("dropbox", DemoAccounts.ANA_DROPBOX);
    assertThat(asked("POST", DROPBOX, issuedFirst())).isEqualTo(200);

    JsonNode answer = disconnect("alice", "dropbox");
    assertThat(answer.get("revocation").asString()).isEqualTo("pending");
    assertThat(answer.get("revocation_url").asString()).isEqualTo("/me/disconnected-accounts");
    assertThat(shownTo("alice").get(0).get("permissions_urls").get(0).asString())
        .contains("connected_apps");
    letItBeDue();

    becomes("alice", "revoked");
    assertThat(asked("POST", DROPBOX, issuedFirst())).isEqualTo(401);
    assertThat(shownTo("bob")).isEmpty();
  }

  @Test
  void revokesTheGrantAtGoogleAfterAnOutage() {
    program.browserOf("alice").connect("googledrive", DemoAccounts.ANA_GOOGLE);
    program.bean(FaultSwitch.class).set(Vendor.GOOGLEDRIVE, Fault.SERVER_ERROR);
    disconnect("alice", "googledrive");
    letItBeDue();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                program
                    .rows("SELECT attempts > 0 AND due_at > now() FROM grant_revocations")
                    .contains("t"));
    assertThat(shownTo("alice").get(0).get("revocation").asString()).isEqualTo("pending");
    program.bean(FaultSwitch.class).clear();
    letItBeDue();

    becomes("alice", "revoked");
    assertThat(asked("GET", GOOGLE, issuedFirst())).isEqualTo(401);
  }

  @Test
  void linksToMicrosoftsPageForTheUserToRevoke() {
    program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);

    assertThat(disconnect("alice", "onedrive").get("revocation").asString())
        .isEqualTo("unsupported");

    becomes("alice", "unsupported");
    assertThat(shownTo("alice").get(0).get("permissions_urls").get(0).asString())
        .isEqualTo("https://account.live.com/consent/Manage");
  }

  @Test
  void keepsTheGrantOfANewOwner() {
    program.browserOf("alice").connect("googledrive", DemoAccounts.ANA_GOOGLE);
    disconnect("alice", "googledrive");
    assertThat(program.browserOf("bob").connect("googledrive", DemoAccounts.ANA_GOOGLE))
        .contains("connection=success");
    letItBeDue();

    becomes("alice", "dropped");
    assertThat(asked("GET", GOOGLE, issuedFirst())).isEqualTo(200);
    assertThat(asked("GET", GOOGLE, issuedLast())).isEqualTo(200);
    assertThat(program.rows("SELECT status || epoch FROM cloud_provider_accounts"))
        .containsExactly("connected3");
  }

  @Test
  void keepsTheGrantOfAUserWhoConnectsAgain() {
    program.browserOf("alice").connect("dropbox", DemoAccounts.ANA_DROPBOX);
    disconnect("alice", "dropbox");
    program.browserOf("alice").connect("dropbox", DemoAccounts.ANA_DROPBOX);
    letItBeDue();

    becomes("alice", "dropped");
    assertThat(asked("POST", DROPBOX, issuedLast())).isEqualTo(200);
  }
}
