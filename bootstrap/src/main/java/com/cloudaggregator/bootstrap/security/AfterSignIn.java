package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.security.session.HostCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Remembers the page of a user whose session has ended, and returns there after the sign-in: the
 * outcome of a callback that the accounts page was about to show, or the path of another page. It
 * is kept for ten minutes in a cookie. The value must match a closed list when it is written and
 * when it is read, so nothing can be injected into an address. A transfer token is never in it.
 */
public final class AfterSignIn {
  private static final String NAME = "cloud-aggregator-after-sign-in";
  private static final String PAGE = "/app";
  private static final Pattern OUTCOME =
      Pattern.compile(
          "(?:connection=success|error=[a-z_]{1,40}|done=[a-z]{1,20})(?:&provider=[a-z][a-z0-9]{1,31})?");
  private static final Pattern OWN_PAGE =
      Pattern.compile(
          "/app/(?:activity|notifications|settings|accounts/[0-9a-f-]{36}(?:/disconnect)?)");
  private static final Duration KEPT = Duration.ofMinutes(10);

  private AfterSignIn() {}

  static void remember(HttpServletRequest request, HttpServletResponse response, boolean secure) {
    String query = request.getQueryString();
    if ("GET".equals(request.getMethod()) && OWN_PAGE.matcher(request.getRequestURI()).matches()) {
      cookie(secure).write(request.getRequestURI(), KEPT, response);
      return;
    }
    if (PAGE.equals(request.getRequestURI()) && query != null && OUTCOME.matcher(query).matches()) {
      // An ampersand is allowed in a cookie's value (RFC 6265, section 4.1.1).
      cookie(secure).write(query, KEPT, response);
    }
  }

  /** The page to show after a sign-in. Deletes the cookie. */
  public static String page(
      HttpServletRequest request, HttpServletResponse response, boolean secure) {
    Optional<String> outcome =
        cookie(secure)
            .read(request)
            .filter(value -> OUTCOME.matcher(value).matches() || OWN_PAGE.matcher(value).matches());
    if (outcome.isPresent()) {
      cookie(secure).delete(response);
    }
    return outcome.map(where -> where.startsWith("/") ? where : PAGE + "?" + where).orElse(PAGE);
  }

  private static HostCookie cookie(boolean secure) {
    return HostCookie.of(NAME, secure);
  }
}
