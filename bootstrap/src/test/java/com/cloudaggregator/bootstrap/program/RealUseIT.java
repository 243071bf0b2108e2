package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.persistence.TestDatabase;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Configured as in production, without the demo: https, an external database, real providers, a frontend elsewhere. */
class RealUseIT {
  private static final String FRONTEND = "https://www.example.com";

  private static TestDatabase.Database database;
  private static ConfigurableApplicationContext program;
  private static URI base;
  private static final IdentityServer identity = new IdentityServer();

  @BeforeAll
  static void start() {
    database = TestDatabase.freshDatabase();
    program = CloudAggregator.application().run(
        "--server.port=0",
        "--management.server.port=0",
        "--cloud-aggregator.public-url=https://api.example.com",
        "--cloud-aggregator.frontend-url=" + FRONTEND,
        "--cloud-aggregator.cors.allowed-origins=" + FRONTEND,
        "--cloud-aggregator.users.mode=hs256",
        "--cloud-aggregator.users.secret=" + Program.USERS_SECRET,
        "--cloud-aggregator.allow-insecure-loopback=true", // for the identity provider of the test
        "--cloud-aggregator.sign-in.issuer=" + identity.issuer(),
        "--cloud-aggregator.sign-in.client-id=" + IdentityServer.CLIENT,
        "--cloud-aggregator.sign-in.client-secret=" + IdentityServer.SECRET,
        "--cloud-aggregator.providers.onedrive.client-id=our-client",
        "--cloud-aggregator.providers.onedrive.client-secret=our-client-secret-of-the-tests",
        "--cloud-aggregator.keys.vault=v1:" + key('v'),
        "--cloud-aggregator.keys.transfer=t1:" + key('t'),
        "--cloud-aggregator.keys.flow=f1:" + key('f'),
        "--spring.datasource.url=" + database.url(),
        "--spring.datasource.username=" + database.appUser(),
        "--spring.datasource.password=" + database.appPassword(),
        "--spring.liquibase.user=" + database.ownerUser(),
        "--spring.liquibase.password=" + database.ownerPassword());
    base = URI.create("http://localhost:" + program.getEnvironment().getRequiredProperty("local.server.port"));
  }

  @AfterAll
  static void stop() {
    program.close();
    database.close();
    identity.close();
  }

  @Test
  void theFrontendStartsAFlowWithCredentialsFromItsOwnOrigin() {
    HttpResponse<String> answer = new Browser(base, Program.bearer("alice"))
        .get("/auth/onedrive/login-url?mode=connect", "Origin", FRONTEND);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?")
        .contains("client_id=our-client")
        .contains("redirect_uri=https%3A%2F%2Fapi.example.com%2Fauth%2Fonedrive%2Fcallback")
        .contains("offline_access");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(FRONTEND);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("__Host-cloud-aggregator-flow-")
        .contains("Path=/", "Secure", "HttpOnly", "SameSite=Lax")
        .doesNotContain("Domain");
  }

  @Test
  void noOtherOriginIsAllowed() {
    HttpResponse<String> answer = new Browser(base, Program.bearer("alice"))
        .get("/auth/onedrive/login-url?mode=connect", "Origin", "https://www.example.com.evil.example");

    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void theCallbackLeadsToTheFrontendWhateverTheHeadersSay() {
    HttpResponse<String> answer = new Browser(base, null)
        .get("/auth/onedrive/callback?code=x&state=y", "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example");

    assertThat(Browser.location(answer)).isEqualTo(FRONTEND + "/app?error=invalid_state&provider=onedrive");
  }

  @Test
  void aProviderWithoutCredentialsIsNotConfigured() {
    HttpResponse<String> answer =
        new Browser(base, Program.bearer("alice")).get("/auth/dropbox/login-url?mode=connect");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"code\":\"provider_not_configured\"");
  }

  @Test
  void theSessionIsOfThisHostAloneAndTheSignInComesBackToThePublicAddress() {
    HttpResponse<String> start =
        new Browser(base, null).get("/oauth2/authorization/host", "X-Forwarded-Proto", "http", "Host-Of-Proxy", "x");

    assertThat(start.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("__Host-cloud-aggregator-session=")
        .contains("Path=/", "Secure", "HttpOnly", "SameSite=Lax")
        .doesNotContain("Domain");
    assertThat(start.headers().firstValue("Location").orElseThrow())
        .contains("redirect_uri=https://api.example.com/login/oauth2/code/host");
  }

  @Test
  void nothingOfTheDemoIsThere() {
    assertThat(new Browser(base, null).get("/demo/providers/onedrive/keys").statusCode()).isIn(303, 401, 404);
    assertThat(new Browser(base, null).get("/login").body()).doesNotContain("Bruno");
  }

  /** 32 times one letter: a key of the right length that nobody takes for a real one. */
  private static String key(char letter) {
    return Base64.getEncoder().encodeToString(String.valueOf(letter).repeat(32).getBytes(StandardCharsets.US_ASCII));
  }
}
