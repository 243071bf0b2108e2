package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.security.session.CsrfCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;

/**
 * Cross-origin calls (CORS). The public URL's origin is always allowed: behind a proxy that
 * terminates TLS, the scheme and host of the request do not show that the call comes from a page of
 * this program. A refusal is a problem document.
 */
final class CrossOriginCalls {
  /** Allows no origin: for preflight requests outside the API. */
  private static final CorsConfiguration NONE = new CorsConfiguration();

  private CrossOriginCalls() {}

  static CorsFilter filter(Settings settings, RequestMatcher api, ProblemWriter problems) {
    var allowed = new CorsConfiguration();
    allowed.setAllowedOrigins(settings.allowedOrigins());
    allowed.setAllowCredentials(true);
    allowed.setAllowedMethods(List.of("GET", "POST", "PATCH"));
    allowed.setAllowedHeaders(
        List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, CsrfCookie.HEADER));
    allowed.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER));
    var filter =
        new CorsFilter(
            request -> {
              if (api.matches(request)) {
                return allowed;
              }
              return CorsUtils.isPreFlightRequest(request) ? NONE : null;
            });
    filter.setCorsProcessor(new Refusing(problems));
    return filter;
  }

  private static final class Refusing extends DefaultCorsProcessor {
    private final ProblemWriter problems;

    Refusing(ProblemWriter problems) {
      this.problems = problems;
    }

    @Override
    public boolean processRequest(
        @Nullable CorsConfiguration allowed,
        HttpServletRequest request,
        HttpServletResponse response)
        throws IOException {
      if (super.processRequest(allowed, request, response)) {
        return true;
      }
      boolean originAllowed =
          allowed != null && checkOrigin(allowed, request.getHeader(HttpHeaders.ORIGIN)) != null;
      problems.write(originAllowed ? "forbidden" : "origin_not_allowed", request, response);
      return false;
    }

    /** The answer is written above, where the request is known. */
    @Override
    protected void rejectRequest(ServerHttpResponse response) {}
  }
}
