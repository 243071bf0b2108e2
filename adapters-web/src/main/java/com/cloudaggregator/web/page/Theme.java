package com.cloudaggregator.web.page;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;

/**
 * The theme that a reader chose on this device. Without a choice, the device's own theme applies.
 */
enum Theme {
  LIGHT,
  DARK;

  private static final String COOKIE = "cloud-aggregator-theme";
  private static final Duration KEPT = Duration.ofDays(365);

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Theme> find(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return Stream.of(cookies == null ? new Cookie[0] : cookies)
        .filter(cookie -> cookie.getName().equals(COOKIE))
        .findFirst()
        .flatMap(cookie -> find(cookie.getValue()));
  }

  /** Empty for the device's own theme and for an unknown code. */
  static Optional<Theme> find(String code) {
    return Arrays.stream(values()).filter(theme -> theme.code().equals(code)).findFirst();
  }

  /** Without a theme, the cookie is deleted. */
  static ResponseCookie cookie(Optional<Theme> theme, boolean secure) {
    return ResponseCookie.from(COOKIE, theme.map(Theme::code).orElse(""))
        .secure(secure)
        .httpOnly(true)
        .sameSite("Lax")
        .path("/")
        .maxAge(theme.isPresent() ? KEPT : Duration.ZERO)
        .build();
  }
}
