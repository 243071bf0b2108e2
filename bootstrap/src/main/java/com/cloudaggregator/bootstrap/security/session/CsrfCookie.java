package com.cloudaggregator.bootstrap.security.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;

/**
 * Keeps the CSRF token in a cookie, which the form or the header repeats, so that a page for anyone
 * needs no session. A foreign page cannot read it, and the prefix keeps sibling hosts from setting
 * it. Only a page sets it: a form that is posted without it is refused and gets none.
 */
public final class CsrfCookie implements CsrfTokenRepository {
  public static final String HEADER = "X-CSRF-TOKEN";

  private static final Set<String> PAGES = Set.of("GET", "HEAD");

  private final CookieCsrfTokenRepository cookies = new CookieCsrfTokenRepository();

  public CsrfCookie(boolean secure) {
    cookies.setCookieName(HostCookie.of("cloud-aggregator-csrf", secure).name());
    cookies.setHeaderName(HEADER);
    cookies.setCookiePath("/");
    cookies.setCookieCustomizer(cookie -> cookie.secure(secure).sameSite("Lax"));
  }

  @Override
  public CsrfToken generateToken(HttpServletRequest request) {
    return cookies.generateToken(request);
  }

  @Override
  public void saveToken(
      @Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
    if (token == null || PAGES.contains(request.getMethod())) {
      cookies.saveToken(token, request, response);
    }
  }

  @Override
  public @Nullable CsrfToken loadToken(HttpServletRequest request) {
    return cookies.loadToken(request);
  }
}
