package com.cloudaggregator.web.page;

import com.cloudaggregator.web.WebSettings;
import com.cloudaggregator.web.request.QueryParameters;
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
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The language of an answer: the parameter {@code lang} of the language switcher, else its cookie,
 * else the best match of {@code Accept-Language} (<a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4">RFC 9110, section 12.5.4</a>), else
 * English.
 */
@Component("localeResolver")
final class Languages implements LocaleResolver, HandlerInterceptor, WebMvcConfigurer {
  static final Locale SPANISH = Locale.of("es");
  static final List<Locale> ALL = List.of(Locale.ENGLISH, SPANISH);

  private static final String PARAMETER = "lang";
  private static final String COOKIE = "cloud-aggregator-language";
  private static final Duration KEPT = Duration.ofDays(365);

  private final boolean secure;

  Languages(WebSettings settings) {
    this.secure = settings.isSecure();
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public Locale resolveLocale(HttpServletRequest request) {
    return findRequested(request)
        .or(() -> findRemembered(request))
        .or(
            () ->
                Optional.ofNullable(
                    Locale.lookup(Locale.LanguageRange.parse(readRanges(request)), ALL)))
        .orElse(Locale.ENGLISH);
  }

  @Override
  public void setLocale(
      HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
    throw new UnsupportedOperationException("The switcher is a link");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    findRequested(request)
        .map(this::cookie)
        .ifPresent(cookie -> response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString()));
    return true;
  }

  ResponseCookie cookie(Locale language) {
    return ResponseCookie.from(COOKIE, language.getLanguage())
        .secure(secure)
        .httpOnly(true)
        .sameSite("Lax")
        .path("/")
        .maxAge(KEPT)
        .build();
  }

  /** The languages as the container parsed and sorted them; an invalid header yields none. */
  private static String readRanges(HttpServletRequest request) {
    return String.join(
        ",", Collections.list(request.getLocales()).stream().map(Locale::toLanguageTag).toList());
  }

  private static Optional<Locale> findRemembered(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(COOKIE))
            .findFirst()
            .flatMap(cookie -> find(cookie.getValue()));
  }

  /** Does not use the container, which throws if an escape anywhere in the query is malformed. */
  private static Optional<Locale> findRequested(HttpServletRequest request) {
    return QueryParameters.parse(request.getQueryString())
        .single(PARAMETER)
        .flatMap(Languages::find);
  }

  static Optional<Locale> find(@Nullable String language) {
    return ALL.stream().filter(each -> each.getLanguage().equals(language)).findFirst();
  }
}
