package com.cloudaggregator.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.LocaleResolver;

/**
 * The language of an answer: what the switcher asks for ({@code ?lang=}), else what it asked for before (a cookie), else
 * the best of {@code Accept-Language} (RFC 9110, section 12.5.4), else English.
 */
final class Languages implements LocaleResolver, HandlerInterceptor {
  static final Locale SPANISH = Locale.of("es");
  static final List<Locale> ALL = List.of(Locale.ENGLISH, SPANISH);

  private static final String PARAMETER = "lang";
  private static final String COOKIE = "cloud-aggregator-language";
  private static final Duration KEPT = Duration.ofDays(365);

  private final boolean secure;

  Languages(WebAdapter.Settings settings) {
    this.secure = "https".equals(settings.publicUrl().getScheme());
  }

  @Override
  public Locale resolveLocale(HttpServletRequest request) {
    return asked(request)
        .or(() -> remembered(request))
        .or(() -> Optional.ofNullable(Locale.lookup(
            Locale.LanguageRange.parse(ranges(request)), ALL)))
        .orElse(Locale.ENGLISH);
  }

  @Override
  public void setLocale(HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
    throw new UnsupportedOperationException("The switcher is a link");
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
    asked(request)
        .map(this::cookie)
        .ifPresent(cookie -> response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString()));
    return true;
  }

  ResponseCookie cookie(Locale language) {
    return ResponseCookie.from(COOKIE, language.getLanguage())
        .secure(secure).httpOnly(true).sameSite("Lax").path("/").maxAge(KEPT).build();
  }

  /** As the container has read and sorted them: a header that is no list of languages is none. */
  private static String ranges(HttpServletRequest request) {
    return String.join(
        ",", Collections.list(request.getLocales()).stream().map(Locale::toLanguageTag).toList());
  }

  private static Optional<Locale> remembered(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(COOKIE))
            .findFirst()
            .flatMap(cookie -> known(cookie.getValue()));
  }

  /** Read by ourselves: a container throws at a broken escape, wherever in the query it is. */
  private static Optional<Locale> asked(HttpServletRequest request) {
    return Query.parse(request.getQueryString())
        .map(query -> query.all(PARAMETER))
        .filter(values -> values.size() == 1)
        .flatMap(values -> known(values.getFirst()));
  }

  static Optional<Locale> known(@Nullable String language) {
    return ALL.stream().filter(each -> each.getLanguage().equals(language)).findFirst();
  }
}
