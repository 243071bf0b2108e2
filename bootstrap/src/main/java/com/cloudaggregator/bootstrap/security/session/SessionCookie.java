package com.cloudaggregator.bootstrap.security.session;

import com.cloudaggregator.oauth.CookieSeal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.session.web.http.HttpSessionIdResolver;

/**
 * Carries the session's id, sealed. Ids are stored in clear, so a reader of the database who could
 * use one as a cookie would be signed in as its user; and a made-up cookie costs no look-up.
 *
 * <p>A request with a bearer token has no session, whatever cookies it has.
 */
public final class SessionCookie implements HttpSessionIdResolver {
  private static final String PURPOSE = "session";
  private static final String BEARER = "bearer ";
  private static final String RESOLVED = SessionCookie.class.getName() + ".resolved";
  private static final Duration UNTIL_THE_BROWSER_ENDS = Duration.ofSeconds(-1);

  private final HostCookie cookie;
  private final CookieSeal seal;

  public SessionCookie(boolean secure, CookieSeal seal) {
    this.cookie = HostCookie.of("cloud-aggregator-session", secure);
    this.seal = seal;
  }

  public HostCookie cookie() {
    return cookie;
  }

  /**
   * The id once for each request: {@code SessionRepositoryFilter} forgets the session that it has
   * read when the response is committed, and asks again at the end, which would read the session a
   * second time.
   */
  @Override
  public List<String> resolveSessionIds(HttpServletRequest request) {
    if (request.getAttribute(RESOLVED) != null || hasBearerToken(request)) {
      return List.of();
    }
    request.setAttribute(RESOLVED, true);
    Optional<String> id =
        cookie
            .read(request)
            .flatMap(value -> seal.open(PURPOSE, value))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    return id.stream().toList();
  }

  private static boolean hasBearerToken(HttpServletRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
  }

  @Override
  public void setSessionId(
      HttpServletRequest request, HttpServletResponse response, String sessionId) {
    if (!response.isCommitted()) {
      cookie.write(
          seal.seal(PURPOSE, sessionId.getBytes(StandardCharsets.UTF_8)),
          UNTIL_THE_BROWSER_ENDS,
          response);
    }
  }

  @Override
  public void expireSession(HttpServletRequest request, HttpServletResponse response) {
    cookie.delete(response);
  }
}
