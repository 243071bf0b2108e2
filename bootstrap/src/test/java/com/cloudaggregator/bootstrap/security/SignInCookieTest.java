package com.cloudaggregator.bootstrap.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.bootstrap.program.IdentityServer;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.CookieSeal;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.HttpLimits;
import com.cloudaggregator.oauth.http.JsonDocuments;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

class SignInCookieTest {
  private static final String NAME = "__Host-cloud-aggregator-sign-in";

  private final IdentityServer server = new IdentityServer();
  private final BoundedRequests requests =
      new BoundedRequests(
          new HttpLimits(Duration.ofSeconds(2), Duration.ofSeconds(3), 100_000, true));
  private final TestClock clock = new TestClock();
  private final SignInCookie started =
      new SignInCookie(
          true,
          new Encoding(),
          new HostProvider(
              new SignIn(
                  "Contoso",
                  URI.create(server.issuer()),
                  IdentityServer.CLIENT,
                  new Secret(IdentityServer.SECRET),
                  List.of("openid"),
                  "sub",
                  List.of("roles")),
              URI.create("https://cloud.example"),
              new JsonDocuments(requests),
              refusal -> {},
              Clock.systemUTC()),
          clock);

  @AfterEach
  void stop() {
    requests.close();
    server.close();
  }

  /** Encodes and does not encrypt; the tests of the adapter show that its own seal does. */
  private static final class Encoding implements CookieSeal {
    @Override
    public String seal(String purpose, byte[] content) {
      return purpose + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }

    @Override
    public Optional<byte[]> open(String purpose, String sealed) {
      return sealed.startsWith(purpose + ".")
          ? Optional.of(Base64.getUrlDecoder().decode(sealed.substring(purpose.length() + 1)))
          : Optional.empty();
    }
  }

  private Cookie begin(String state) {
    var response = new MockHttpServletResponse();
    started.saveAuthorizationRequest(
        OAuth2AuthorizationRequest.authorizationCode()
            .authorizationUri("https://id.example/authorize")
            .clientId("client")
            .state(state)
            .attributes(Map.of("nonce", "n1", "code_verifier", "v1"))
            .build(),
        new MockHttpServletRequest(),
        response);
    return requireNonNull(response.getCookie(NAME));
  }

  private static MockHttpServletRequest callback(String state, Cookie... cookies) {
    var request = new MockHttpServletRequest();
    request.setParameter("state", state);
    request.setCookies(cookies);
    return request;
  }

  @Test
  void restoresWhatTheCallbackNeedsAndDeletesTheCookie() {
    Cookie cookie = begin("s1");
    assertThat(cookie.getMaxAge()).isEqualTo(600);
    assertThat(cookie.getSecure()).isTrue();
    assertThat(cookie.isHttpOnly()).isTrue();

    var response = new MockHttpServletResponse();
    OAuth2AuthorizationRequest restored =
        requireNonNull(started.removeAuthorizationRequest(callback("s1", cookie), response));

    assertThat(restored.getState()).isEqualTo("s1");
    assertThat(restored.getScopes()).containsExactly("openid");
    assertThat(restored.getRedirectUri()).isEqualTo("https://cloud.example/login/oauth2/code/host");
    assertThat(restored.getAttributes())
        .isEqualTo(Map.of("registration_id", "host", "nonce", "n1", "code_verifier", "v1"));
    assertThat(requireNonNull(response.getCookie(NAME)).getMaxAge()).isZero();
  }

  @Test
  void findsNothingForAnotherStateOrWithoutItsCookie() {
    Cookie cookie = begin("s1");

    assertThat(started.loadAuthorizationRequest(callback("s2", cookie))).isNull();
    assertThat(started.loadAuthorizationRequest(callback("s1"))).isNull();
    assertThat(started.loadAuthorizationRequest(callback("s1", new Cookie(NAME, "made-up"))))
        .isNull();
  }

  @Test
  void findsNothingAfterTenMinutesEvenIfTheBrowserKeepsTheCookie() {
    Cookie cookie = begin("s1");

    clock.advance(Duration.ofMinutes(10));

    assertThat(started.loadAuthorizationRequest(callback("s1", cookie))).isNull();
  }
}
