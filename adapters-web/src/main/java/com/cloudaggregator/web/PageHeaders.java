package com.cloudaggregator.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What a page may do (Content Security Policy Level 3): load from here, and send its forms here and on to the
 * providers, whose names are needed because {@code form-action} governs the redirects after a form's POST too. No string
 * becomes markup or script (Trusted Types). Set on every answer, since an error's page is made after the filter.
 */
final class PageHeaders extends OncePerRequestFilter {
  private final String policy;

  PageHeaders(WebAdapter.Settings settings) {
    String formAction =
        Stream.concat(Stream.of("'self'"), settings.formActionOrigins().stream()).collect(Collectors.joining(" "));
    this.policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        + " font-src 'self'; form-action " + formAction + "; base-uri 'none'; frame-ancestors 'none';"
        + " require-trusted-types-for 'script'; trusted-types 'none'";
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    chain.doFilter(request, response);
  }
}
