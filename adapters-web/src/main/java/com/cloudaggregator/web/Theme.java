package com.cloudaggregator.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;

/** A theme that a reader chose on this device; who has chosen none gets the device's own. */
enum Theme {
  LIGHT,
  DARK;

  private static final String COOKIE = "cloud-aggregator-theme";
  private static final Duration KEPT = Duration.ofDays(365);

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Theme> of(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return Stream.of(cookies == null ? new Cookie[0] : cookies)
        .filter(cookie -> cookie.getName().equals(COOKIE))
        .findFirst()
        .flatMap(cookie -> of(cookie.getValue()));
  }

  /** Empty for the device's own, and for what is none. */
  static Optional<Theme> of(String code) {
    return Arrays.stream(values()).filter(theme -> theme.code().equals(code)).findFirst();
  }

  /** Without a theme it takes the choice back. */
  static ResponseCookie cookie(Optional<Theme> theme, boolean secure) {
    return ResponseCookie.from(COOKIE, theme.map(Theme::code).orElse(""))
        .secure(secure).httpOnly(true).sameSite("Lax").path("/")
        .maxAge(theme.isPresent() ? KEPT : Duration.ZERO)
        .build();
  }
}
