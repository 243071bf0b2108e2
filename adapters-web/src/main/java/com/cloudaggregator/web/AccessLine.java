package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.domain.account.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Writes the access line of every callback (contract, section 7). It is made of known words alone: the names of known
 * parameters in the order sent, {@code …} for every value, and a provider of our configuration; so neither a code nor a
 * line break of the request can get into the log. Whatever stands behind it sees the same masked query, since frameworks
 * log request lines as soon as somebody turns their level up; the query as sent is for {@link #sent} alone.
 */
final class AccessLine extends OncePerRequestFilter {
  private static final String SENT = AccessLine.class.getName() + ".sent";
  private static final Logger LOG = LoggerFactory.getLogger("com.cloudaggregator.access");
  private static final Pattern CALLBACK = Pattern.compile("/auth/([^/]+)/callback");
  /** The callback of the pages' own sign-in: no line of ours, but the same mask. */
  private static final Pattern SIGN_IN = Pattern.compile("/login/oauth2/code/[^/]+");
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Set<String> PROTOCOLS = Set.of("HTTP/1.0", "HTTP/1.1", "HTTP/2.0");
  private static final Set<String> PARAMETERS = Set.of(
      "code", "state", "iss", "error", "error_description", "session_state", "scope", "authuser", "prompt", "hd");

  private final ListProviders providers;

  AccessLine(ListProviders providers) {
    this.providers = providers;
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Matcher callback = CALLBACK.matcher(request.getRequestURI());
    String masked = masked(request.getQueryString());
    if (!callback.matches()) {
      chain.doFilter(
          SIGN_IN.matcher(request.getRequestURI()).matches() ? new Masked(request, masked) : request, response);
      return;
    }
    request.setAttribute(SENT, new Sent(request.getQueryString()));
    try {
      chain.doFilter(new Masked(request, masked), response);
    } finally {
      HttpStatus status = HttpStatus.resolve(response.getStatus());
      LOG.info(
          "\"{} /auth/{}/callback{} {}\" {} {}",
          known(METHODS, request.getMethod()),
          provider(callback.group(1)),
          masked.isEmpty() ? "" : "?" + masked,
          known(PROTOCOLS, request.getProtocol()),
          response.getStatus(),
          status == null ? "" : status.getReasonPhrase());
    }
  }

  /** The query of a callback as the browser sent it; null when there was none. */
  static @Nullable String sent(HttpServletRequest request) {
    return request.getAttribute(SENT) instanceof Sent sent ? sent.query : request.getQueryString();
  }

  /** Does not print. */
  private static final class Sent {
    private final @Nullable String query;

    Sent(@Nullable String query) {
      this.query = query;
    }
  }

  private static final class Masked extends HttpServletRequestWrapper {
    private final String query;

    Masked(HttpServletRequest request, String query) {
      super(request);
      this.query = query;
    }

    @Override
    public @Nullable String getQueryString() {
      return query.isEmpty() ? null : query;
    }
  }

  private static String known(Set<String> words, String word) {
    return words.contains(word) ? word : "…";
  }

  private String provider(String id) {
    return providers.list().stream()
        .map(profile -> profile.provider())
        .map(Provider::id)
        .filter(id::equals)
        .findFirst()
        .orElse("…");
  }

  private static String masked(@Nullable String sent) {
    if (sent == null) {
      return "";
    }
    return Arrays.stream(sent.split("&"))
        .map(parameter -> parameter.split("=", 2)[0])
        .filter(PARAMETERS::contains)
        .map(name -> name + "=…")
        .collect(Collectors.joining("&"));
  }
}
