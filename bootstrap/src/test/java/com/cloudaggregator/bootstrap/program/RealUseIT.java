package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.persistence.TestDatabase;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A configuration like in production, without the demo: https, an external database, real
 * providers, and a frontend on another origin.
 */
class RealUseIT {
  private static final String PUBLIC_URL = "https://api.example.com";
  private static final String FRONTEND = "https://www.example.com";

  private static TestDatabase.Database database;
  private static ConfigurableApplicationContext program;
  private static URI base;
  private static final IdentityServer identity = new IdentityServer();

  @BeforeAll
  static void start() {
    database = TestDatabase.migratedDatabase();
    program =
        CloudAggregator.application()
            .run(
                "--server.port=0",
                "--management.server.port=0",
                "--cloud-aggregator.public-url=" + PUBLIC_URL,
                "--cloud-aggregator.frontend-url=" + FRONTEND,
                "--cloud-aggregator.cors.allowed-origins=" + FRONTEND,
                "--cloud-aggregator.users.mode=hs256",
                "--cloud-aggregator.users.secret=" + Program.USERS_SECRET,
                "--cloud-aggregator.allow-insecure-loopback=true", // for the identity provider of
                // the test
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
    base =
        URI.create(
            "http://localhost:"
                + program.getEnvironment().getRequiredProperty("local.server.port"));
  }

  @AfterAll
  static void stop() {
    program.close();
    database.close();
    identity.close();
  }

  @Test
  void startsAFlowFromTheFrontendsOriginWithCredentials() {
    HttpResponse<String> answer =
        new Browser(base, Program.bearer("alice"))
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
  void refusesOtherOrigins() {
    HttpResponse<String> answer =
        new Browser(base, Program.bearer("alice"))
            .get(
                "/auth/onedrive/login-url?mode=connect",
                "Origin",
                "https://www.example.com.evil.example");

    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(answer.body())
        .contains(
            "\"code\":\"origin_not_allowed\"",
            "\"property\":\"cloud-aggregator.cors.allowed-origins\"",
            "\"origin\":\"https://www.example.com.evil.example\"");
  }

  /**
   * The request looks as if it came through a proxy that terminates TLS: http and another host than
   * the public URL.
   */
  @Test
  void acceptsAPostOfItsOwnPages() {
    HttpResponse<String> answer =
        new Browser(base, Program.bearer("alice"))
            .post(
                "/cloud/transfer-ownership/preview",
                "{\"transfer_token\":\"a.b.c\"}",
                "Origin",
                PUBLIC_URL);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"transfer_token_invalid\"");
  }

  @Test
  void redirectsTheCallbackToTheFrontendRegardlessOfHeaders() {
    HttpResponse<String> answer =
        new Browser(base, null)
            .get(
                "/auth/onedrive/callback?code=x&state=y",
                "X-Forwarded-Host",
                "evil.example",
                "Forwarded",
                "host=evil.example");

    assertThat(Browser.location(answer))
        .isEqualTo(FRONTEND + "/app?error=invalid_state&provider=onedrive");
  }

  @Test
  void reportsAProviderWithoutCredentialsAsNotConfigured() {
    HttpResponse<String> answer =
        new Browser(base, Program.bearer("alice")).get("/auth/dropbox/login-url?mode=connect");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"code\":\"provider_not_configured\"");
  }

  @Test
  void bindsTheSessionToTheHostAndReturnsToThePublicUrl() {
    HttpResponse<String> start =
        new Browser(base, null)
            .get("/oauth2/authorization/host", "X-Forwarded-Proto", "http", "Host-Of-Proxy", "x");

    assertThat(start.headers().allValues("Set-Cookie"))
        .singleElement(STRING)
        .startsWith("__Host-cloud-aggregator-sign-in=")
        .contains("Path=/", "Secure", "HttpOnly", "SameSite=Lax")
        .doesNotContain("Domain");
    assertThat(start.headers().firstValue("Location").orElseThrow())
        .contains("redirect_uri=https://api.example.com/login/oauth2/code/host");
    String back =
        new Browser(base, null)
            .get(start.headers().firstValue("Location").orElseThrow())
            .headers()
            .firstValue("Location")
            .orElseThrow();
    assertThat(back).startsWith("https://api.example.com/login/oauth2/code/host?");

    HttpResponse<String> signedIn =
        new Browser(base, null)
            .get(
                back.substring("https://api.example.com".length()),
                "Cookie",
                start.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", ""));

    assertThat(signedIn.headers().allValues("Set-Cookie"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("__Host-cloud-aggregator-session=")
                    .contains("Path=/", "Secure", "HttpOnly", "SameSite=Lax")
                    .doesNotContain("Domain"));
  }

  /** The response as the browser gets it; the test calls the program by plain http. */
  @Test
  void deletesTheSessionCookieOnSignOutAndSendsHsts() {
    Browser browser = new Browser(base, null);
    HttpResponse<String> page = browser.get("/login", "Accept", "text/html");
    var token = Pattern.compile("name=\"_csrf\" content=\"([^\"]+)\"").matcher(page.body());
    assertThat(token.find()).isTrue();
    String csrf = page.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");

    HttpResponse<String> out =
        browser.post("/logout", "", "Cookie", csrf, "X-CSRF-TOKEN", token.group(1));

    assertThat(out.statusCode()).as(out.body()).isEqualTo(303);
    assertThat(csrf).startsWith("__Host-cloud-aggregator-csrf=");
    assertThat(out.headers().allValues("Set-Cookie"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("__Host-cloud-aggregator-session=;")
                    .contains("Expires=Thu, 01 Jan 1970", "Path=/", "Secure"));
    assertThat(List.of(page, out))
        .allSatisfy(
            answer ->
                assertThat(answer.headers().firstValue("Strict-Transport-Security").orElseThrow())
                    .contains("max-age=31536000"));
  }

  @Test
  void hasNoPathsOfTheDemo() {
    assertThat(new Browser(base, null).get("/demo/providers/onedrive/keys").statusCode())
        .isIn(303, 401, 404);
    assertThat(new Browser(base, null).get("/login").body()).doesNotContain("Bruno");
  }

  /** A key of 32 equal letters, which is obviously not a real one. */
  private static String key(char letter) {
    return Base64.getEncoder()
        .encodeToString(String.valueOf(letter).repeat(32).getBytes(StandardCharsets.US_ASCII));
  }
}
