package com.cloudaggregator.bootstrap.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * Where somebody was when the session had ended: the outcome of a callback that the accounts page was about to say, or
 * the path of another page of ours. It is kept for ten minutes in a cookie of its own and gone to after the sign-in. It is
 * of a closed list, and matched again when it comes back, so that nothing can be smuggled into an address; a transfer
 * token is never in it.
 */
public final class AfterSignIn {
  private static final String NAME = "cloud-aggregator-after-sign-in";
  private static final String PAGE = "/app";
  private static final Pattern OUTCOME =
      Pattern.compile("(?:connection=success|error=[a-z_]{1,40}|done=[a-z]{1,20})(?:&provider=[a-z][a-z0-9]{1,31})?");
  private static final Pattern OWN_PAGE =
      Pattern.compile("/app/(?:activity|notifications|settings|accounts/[0-9a-f-]{36}(?:/disconnect)?)");
  private static final Duration KEPT = Duration.ofMinutes(10);

  private AfterSignIn() {}

  static void remember(HttpServletRequest request, HttpServletResponse response, boolean secure) {
    String query = request.getQueryString();
    if ("GET".equals(request.getMethod()) && OWN_PAGE.matcher(request.getRequestURI()).matches()) {
      set(request.getRequestURI(), KEPT, response, secure);
      return;
    }
    if (PAGE.equals(request.getRequestURI()) && query != null && OUTCOME.matcher(query).matches()) {
      // An ampersand is allowed in a cookie's value (RFC 6265, section 4.1.1).
      set(query, KEPT, response, secure);
    }
  }

  /** Where somebody goes who has just signed in; the cookie is spent. */
  public static String page(HttpServletRequest request, HttpServletResponse response, boolean secure) {
    Cookie[] cookies = request.getCookies();
    Optional<String> outcome = Stream.of(cookies == null ? new Cookie[0] : cookies)
        .filter(cookie -> cookie.getName().equals(name(secure)))
        .map(Cookie::getValue)
        .filter(value -> OUTCOME.matcher(value).matches() || OWN_PAGE.matcher(value).matches())
        .findFirst();
    if (outcome.isPresent()) {
      set("", Duration.ZERO, response, secure);
    }
    return outcome.map(where -> where.startsWith("/") ? where : PAGE + "?" + where).orElse(PAGE);
  }

  private static void set(String value, Duration kept, HttpServletResponse response, boolean secure) {
    response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(name(secure), value)
        .secure(secure).httpOnly(true).sameSite("Lax").path("/").maxAge(kept).build().toString());
  }

  private static String name(boolean secure) {
    return secure ? "__Host-" + NAME : NAME;
  }
}
