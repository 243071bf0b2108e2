package com.cloudaggregator.web.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class ConnectionApiTest {
  private static final String UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

  private final TestWeb web = new TestWeb();

  @ParameterizedTest
  @ValueSource(strings = {"mode=connect", "mode=reauth", ""})
  void returnsTheAuthorizationUrlAndSetsTheBindingCookie(String query) {
    MvcTestResult answer = start("onedrive", query);

    assertThat(answer).hasStatusOk().hasHeader("Cache-Control", "no-store");
    assertThat(answer)
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"url\":\"https://login.example/authorize?state="
                + ScriptedPorts.STATE.reveal()
                + "\"}");
    assertThat(answer.getResponse().getHeaders("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith(
            "__Host-cloud-aggregator-flow-"
                + StateHash.of(ScriptedPorts.STATE).flowName()
                + "=sealed;")
        .contains("Path=/", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax")
        .doesNotContain("Domain");
  }

  @Test
  void reconnectsAnAccountOfTheCaller() {
    web.ports.found = () -> Optional.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));

    assertThat(start("onedrive", "mode=reconnect&reconnect_account_id=" + ScriptedPorts.ACCOUNT))
        .hasStatusOk();
  }

  @Test
  void answersAlikeForAForeignAndAnUnknownAccount() throws Exception {
    MvcTestResult foreign =
        start("onedrive", "mode=reconnect&reconnect_account_id=" + ScriptedPorts.ACCOUNT);
    MvcTestResult none = start("onedrive", "mode=reconnect&reconnect_account_id=" + UNKNOWN_ID);

    assertThat(foreign).hasStatus(404);
    assertThat(foreign.getResponse().getContentAsString())
        .contains("\"code\":\"account_not_found\"")
        .isEqualTo(none.getResponse().getContentAsString());
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere, mode=connect, 404, not_found",
    "NoWhere, mode=connect, 404, not_found",
    "box, mode=connect, 503, provider_not_configured",
    "onedrive, mode=anything, 400, validation_failed",
    "onedrive, mode=CONNECT, 400, validation_failed",
    "onedrive, mode=, 400, validation_failed",
    "onedrive, mode=connect&mode=connect, 400, validation_failed",
    "onedrive, mode=reconnect, 400, validation_failed",
    "onedrive, mode=reconnect&reconnect_account_id=x, 400, validation_failed",
    "onedrive, mode=reconnect&reconnect_account_id=1-1-1-1-1, 400, validation_failed",
    "onedrive, mode=connect&reconnect_account_id=" + UNKNOWN_ID + ", 400, validation_failed"
  })
  void refusesInvalidParameters(String provider, String query, int status, String code) {
    MvcTestResult answer = start(provider, query);

    assertThat(answer).hasStatus(status).doesNotContainHeader("Set-Cookie");
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo(code);
    assertThat(web.ports.calls).isEmpty();
  }

  @Test
  void refusesAMalformedEscape() {
    MvcTestResult answer =
        web.mvc
            .get()
            .uri("/auth/onedrive/login-url")
            .principal(TestWeb.bob())
            .with(
                request -> {
                  request.setQueryString("mode=%zz");
                  return request;
                })
            .exchange();

    assertThat(answer)
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("malformed_request");
  }

  @Test
  void returnsRetryAfterIfThereAreTooManyStarts() {
    web.limit = new RateLimitResult.Exceeded(Duration.ofMillis(1500));

    MvcTestResult answer = start("onedrive", "mode=connect");

    assertThat(answer).hasStatus(429).hasHeader("Retry-After", "2");
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo("rate_limited");
  }

  @Test
  void reportsAnUnavailableProvider() {
    web.ports.authorization = AuthorizationResult.MetadataUnavailable::new;

    MvcTestResult answer = start("onedrive", "mode=connect");

    assertThat(answer).hasStatus(503).hasHeader("Retry-After", "5");
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo("provider_unavailable");
  }

  @Test
  void deletesTheOldestCookieOfABrowserWithTooManyFlows() {
    Cookie[] many =
        IntStream.range(0, 6)
            .mapToObj(i -> new Cookie("__Host-cloud-aggregator-flow-" + i, "x"))
            .toArray(Cookie[]::new);

    MvcTestResult answer =
        web.mvc
            .get()
            .uri("/auth/onedrive/login-url?mode=connect")
            .principal(TestWeb.bob())
            .cookie(many)
            .exchange();

    assertThat(answer.getResponse().getHeaders("Set-Cookie"))
        .hasSize(2)
        .filteredOn(cookie -> cookie.contains("Max-Age=0"))
        .singleElement()
        .asString()
        .startsWith("__Host-cloud-aggregator-flow-0=");
  }

  @Test
  void requiresASignedInUser() {
    for (@Nullable Principal nobody : Arrays.<@Nullable Principal>asList(null, () -> "no user")) {
      MvcTestResult answer =
          web.mvc
              .get()
              .uri("/auth/onedrive/login-url?mode=connect")
              .with(
                  request -> {
                    request.setUserPrincipal(nobody);
                    return request;
                  })
              .exchange();

      assertThat(answer).hasStatus(401).hasHeader("WWW-Authenticate", "Bearer");
      assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo("authentication_required");
    }
  }

  @Test
  void toStringOmitsTheState() {
    assertThat(
            new ConnectionApi.LoginUrl(URI.create("https://login.example/?state=secret"))
                .toString())
        .doesNotContain("secret");
  }

  private MvcTestResult start(String provider, String query) {
    return web.mvc
        .get()
        .uri("/auth/" + provider + "/login-url?" + query)
        .principal(TestWeb.bob())
        .exchange();
  }
}
