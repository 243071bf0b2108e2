package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.persistence.TestDatabase;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Providers defined by configuration only ({@code providers-of-tests.yaml}), from connection to
 * revocation.
 */
class ForeignProviderIT {
  private static final ForeignProvider acme = new ForeignProvider(true);
  private static final ForeignProvider plain = new ForeignProvider(false);
  private static final ForeignProvider open = ForeignProvider.ofPublicClients();

  private static TestDatabase.Database database;
  private static ConfigurableApplicationContext program;
  private static URI base;

  @BeforeAll
  static void start() {
    database = TestDatabase.migratedDatabase();
    int port = Program.freePort();
    base = URI.create("http://localhost:" + port);
    program =
        CloudAggregator.application()
            .run(
                "--server.port=" + port,
                "--management.server.port=0",
                "--spring.config.additional-location=classpath:/providers-of-tests.yaml",
                "--tests.acmedrive=" + acme.base(),
                "--tests.plainbox=" + plain.base(),
                "--tests.openbox=" + open.base(),
                "--cloud-aggregator.public-url=" + base,
                "--cloud-aggregator.allow-insecure-loopback=true",
                "--cloud-aggregator.revocation.delay=1s",
                "--cloud-aggregator.users.mode=hs256",
                "--cloud-aggregator.users.secret=" + Program.USERS_SECRET,
                "--cloud-aggregator.providers.acmedrive.client-id=" + ForeignProvider.CLIENT,
                "--cloud-aggregator.providers.acmedrive.client-secret=" + acme.secret(),
                "--cloud-aggregator.providers.plainbox.client-id=" + ForeignProvider.CLIENT,
                "--cloud-aggregator.providers.plainbox.client-secret=" + plain.secret(),
                "--cloud-aggregator.providers.openbox.client-id=" + ForeignProvider.CLIENT,
                "--cloud-aggregator.keys.vault=v1:" + key('v'),
                "--cloud-aggregator.keys.transfer=t1:" + key('t'),
                "--cloud-aggregator.keys.flow=f1:" + key('f'),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.appUser(),
                "--spring.datasource.password=" + database.appPassword(),
                "--spring.liquibase.user=" + database.ownerUser(),
                "--spring.liquibase.password=" + database.ownerPassword());
  }

  @AfterAll
  static void stop() {
    program.close();
    database.close();
    acme.close();
    plain.close();
    open.close();
  }

  @AfterEach
  void empty() {
    rows()
        .delete(
            "cloud_provider_accounts",
            "account_ownership_history",
            "ownership_transfer_requests",
            "cloud_transfer_events",
            "outbox",
            "grant_revocations");
  }

  private static Rows rows() {
    return Rows.of(database);
  }

  private static Browser browser(String user) {
    return new Browser(base, Program.bearer(user));
  }

  private static ForeignProvider of(String provider) {
    return switch (provider) {
      case "acmedrive" -> acme;
      case "openbox" -> open;
      default -> plain;
    };
  }

  private static String connect(String user, String provider, String account) {
    Browser browser = browser(user);
    URI start = browser.start(provider, "mode=connect");
    return Browser.location(browser.follow(of(provider).allow(start, account)));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.builder().build().readTree(answer.body());
  }

  private static JsonNode token(String user) {
    String id = rows().query("SELECT id FROM cloud_provider_accounts").getFirst();
    return json(browser(user).send("POST", "/me/clouds/" + id + "/access-token", null, ""));
  }

  @Test
  void requestsTheConfiguredScopes() {
    URI openId = browser("alice").start("acmedrive", "mode=connect");
    URI other = browser("alice").start("plainbox", "mode=connect");

    assertThat(openId.toString()).as("from the metadata").startsWith(acme.base() + "/authorize?");
    assertThat(ForeignProvider.form(openId.getRawQuery()))
        .containsEntry("audience", "acme-files")
        .containsEntry("display", "page")
        .containsEntry("scope", "openid drive.read offline")
        .containsEntry("code_challenge_method", "S256")
        .containsKey("nonce")
        .doesNotContainKey("prompt");
    assertThat(ForeignProvider.form(other.getRawQuery()))
        .containsEntry("access", "permanent")
        .containsEntry("code_challenge_method", "S256")
        .doesNotContainKey("nonce");
    assertThat(
            ForeignProvider.form(browser("alice").start("acmedrive", "mode=reauth").getRawQuery()))
        .containsEntry("prompt", "consent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acmedrive", "plainbox", "openbox"})
  void connectsRefreshesMeasuresTransfersAndReleasesAnAccount(String provider) {
    String account = "ana-of-" + provider;
    assertThat(connect("alice", provider, account))
        .endsWith("/app?connection=success&provider=" + provider);
    assertThat(rows().query("SELECT provider_account_id, user_id FROM cloud_provider_accounts"))
        .containsExactly(account + "|alice");
    assertThat(json(browser("alice").get("/me/cloud-status")).at("/accounts/0/label").asString())
        .startsWith(account + "@");

    String first = token("alice").get("access_token").asString();
    rows()
        .execute(
            "UPDATE cloud_provider_accounts SET access_token_expires_at = now() - interval '1 second'");
    String second = token("alice").get("access_token").asString();
    rows()
        .execute(
            "UPDATE cloud_provider_accounts SET access_token_expires_at = now() - interval '1 second'");
    String third = token("alice").get("access_token").asString();
    assertThat(Map.of(first, 1, second, 2, third, 3))
        .as("each refresh used the newest refresh token")
        .hasSize(3);
    assertThat(of(provider).takes(third)).isTrue();

    JsonNode space = json(browser("alice").get("/cloud/storage-summary"));
    assertThat(space.at("/accounts/0/status").asString()).isEqualTo("ok");
    assertThat(space.get("used").asLong()).isEqualTo(provider.equals("acmedrive") ? 12 : 5);
    assertThat(space.get("total").asLong()).isEqualTo(provider.equals("acmedrive") ? 100 : 50);

    String conflict = connect("bob", provider, account);
    assertThat(conflict)
        .contains("/app?error=ownership_conflict&provider=" + provider + "#transfer_token=");
    String offer = conflict.replaceAll(".*#transfer_token=", "");
    assertThat(
            browser("bob")
                .post("/cloud/transfer-ownership", "{\"transfer_token\":\"" + offer + "\"}")
                .statusCode())
        .isEqualTo(200);
    String bobs = token("bob").get("access_token").asString();

    String id = rows().query("SELECT id FROM cloud_provider_accounts").getFirst();
    assertThat(
            json(browser("bob").post("/cloud/disconnect", "{\"account_id\":\"" + id + "\"}"))
                .get("revocation")
                .asString())
        .isEqualTo("pending");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        json(browser("bob").get("/me/disconnected-accounts"))
                            .at("/accounts/0/revocation")
                            .asString())
                    .isEqualTo("revoked"));
    assertThat(of(provider).takes(bobs)).isFalse();
    assertThat(of(provider).calls()).doesNotContain("GET /never-asked");
  }

  /** A key of 32 equal letters, which is obviously not a real one. */
  private static String key(char letter) {
    return Base64.getEncoder()
        .encodeToString(String.valueOf(letter).repeat(32).getBytes(StandardCharsets.US_ASCII));
  }
}
