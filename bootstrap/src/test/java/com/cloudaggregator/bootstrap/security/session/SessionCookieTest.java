package com.cloudaggregator.bootstrap.security.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.oauth.CookieSeal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;

/** How often a request reads its session, and with which cookie, in Spring Session's own filter. */
class SessionCookieTest {
  private final List<String> reads = new ArrayList<>();
  private final MapSessionRepository sessions =
      new MapSessionRepository(new ConcurrentHashMap<>()) {
        @Override
        public @Nullable MapSession findById(String id) {
          reads.add(id);
          return super.findById(id);
        }
      };
  private final SessionRepositoryFilter<MapSession> filter =
      new SessionRepositoryFilter<>(sessions);

  SessionCookieTest() {
    filter.setHttpSessionIdResolver(new SessionCookie(true, new Reversing()));
  }

  /** Stands for encryption: what is sealed cannot be read, and garbage cannot be opened. */
  private static final class Reversing implements CookieSeal {
    @Override
    public String seal(String purpose, byte[] content) {
      return purpose
          + "."
          + new StringBuilder(new String(content, StandardCharsets.UTF_8)).reverse();
    }

    @Override
    public Optional<byte[]> open(String purpose, String sealed) {
      return sealed.startsWith(purpose + ".")
          ? Optional.of(
              new StringBuilder(sealed.substring(purpose.length() + 1))
                  .reverse()
                  .toString()
                  .getBytes(StandardCharsets.UTF_8))
          : Optional.empty();
    }
  }

  private MockHttpServletResponse exchange(MockHttpServletRequest request, FilterChain page)
      throws ServletException, IOException {
    var response = new MockHttpServletResponse();
    filter.doFilter(request, response, page);
    return response;
  }

  private static MockHttpServletRequest request(Cookie... cookies) {
    var request = new MockHttpServletRequest("GET", "/app");
    request.setCookies(cookies);
    return request;
  }

  /** A browser's cookie after a sign-in. */
  private Cookie signIn() throws ServletException, IOException {
    var response =
        exchange(
            request(),
            (request, _) ->
                ((HttpServletRequest) request).getSession().setAttribute("user", "ana"));
    return requireNonNull(response.getCookie("__Host-cloud-aggregator-session"));
  }

  @Test
  void isSetOnceForANewSessionWithASealedId() throws ServletException, IOException {
    var response =
        exchange(
            request(),
            (request, answer) -> {
              ((HttpServletRequest) request).getSession();
              answer.flushBuffer();
            });

    assertThat(response.getHeaders("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("__Host-cloud-aggregator-session=session.")
        .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Domain", "Max-Age");
  }

  @Test
  void readsTheSessionOnceAlsoWhenThePageIsWrittenBeforeTheEnd()
      throws ServletException, IOException {
    Cookie cookie = signIn();
    reads.clear();

    var response =
        exchange(
            request(cookie),
            (request, answer) -> {
              assertThat(
                      requireNonNull(((HttpServletRequest) request).getSession(false))
                          .getAttribute("user"))
                  .isEqualTo("ana");
              answer.flushBuffer();
              ((HttpServletRequest) request).getSession(false);
            });

    assertThat(reads).hasSize(1);
    assertThat(response.getHeaders("Set-Cookie")).isEmpty();
  }

  @Test
  void readsNothingForACookieThatWasNotSealedHere() throws ServletException, IOException {
    exchange(
        request(new Cookie("__Host-cloud-aggregator-session", "made-up")),
        (request, _) -> assertThat(((HttpServletRequest) request).getSession(false)).isNull());

    assertThat(reads).isEmpty();
  }

  @Test
  void readsNothingForARequestWithABearerToken() throws ServletException, IOException {
    MockHttpServletRequest withBoth = request(signIn());
    withBoth.addHeader("Authorization", "bearer a.b.c");
    reads.clear();

    exchange(
        withBoth,
        (request, _) -> assertThat(((HttpServletRequest) request).getSession(false)).isNull());

    assertThat(reads).isEmpty();
  }

  @Test
  void isDeletedWithItsSession() throws ServletException, IOException {
    var response =
        exchange(
            request(signIn()),
            (request, _) ->
                requireNonNull(((HttpServletRequest) request).getSession(false)).invalidate());

    assertThat(requireNonNull(response.getCookie("__Host-cloud-aggregator-session")).getMaxAge())
        .isZero();
  }
}
