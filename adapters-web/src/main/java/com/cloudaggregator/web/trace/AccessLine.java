package com.cloudaggregator.web.trace;

import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.domain.account.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Writes the access line of every callback (contract, section 7). The line consists of known words
 * only: the names of known parameters in the order sent, {@code …} for every value, and the id of a
 * configured provider. So neither a code nor a line break of the request can get into the log. The
 * handlers behind this filter see the masked query, because frameworks log request lines at debug
 * level; {@link #querySent} returns the original.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 11)
public final class AccessLine extends OncePerRequestFilter {
  private static final String SENT = AccessLine.class.getName() + ".sent";
  private static final Logger LOG = LoggerFactory.getLogger("com.cloudaggregator.access");

  /** Matched as the controllers' paths are, so that an encoded letter makes no difference. */
  private static final PathPattern CALLBACK =
      PathPatternParser.defaultInstance.parse("/auth/{provider}/callback");

  /** The callback of the pages' own sign-in. It has no access line, but the same mask. */
  private static final PathPattern SIGN_IN =
      PathPatternParser.defaultInstance.parse("/login/oauth2/code/{registration}");

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Set<String> PROTOCOLS = Set.of("HTTP/1.0", "HTTP/1.1", "HTTP/2.0");
  private static final Set<String> PARAMETERS =
      Set.of(
          "code",
          "state",
          "iss",
          "error",
          "error_description",
          "error_subcode",
          "error_uri",
          "admin_consent",
          "tenant",
          "session_state",
          "scope",
          "authuser",
          "prompt",
          "hd");

  private final ListProviders providers;

  AccessLine(ListProviders providers) {
    this.providers = providers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    PathContainer path =
        RequestPath.parse(request.getRequestURI(), request.getContextPath())
            .pathWithinApplication();
    PathPattern.PathMatchInfo callback = CALLBACK.matchAndExtract(path);
    String masked = maskQuery(request.getQueryString());
    if (callback == null) {
      chain.doFilter(SIGN_IN.matches(path) ? new Masked(request, masked) : request, response);
      return;
    }
    request.setAttribute(SENT, new Sent(request.getQueryString()));
    try {
      chain.doFilter(new Masked(request, masked), response);
    } finally {
      write(
          request,
          "/auth/"
              + maskProvider(callback.getUriVariables().get("provider"))
              + "/callback"
              + (masked.isEmpty() ? "" : "?" + masked),
          response);
    }
  }

  /**
   * The line of a request that was refused before any filter, so that it can be found as well.
   * Nothing of the request is known to be true, so of its address only the first slash is written.
   */
  public static void writeUnseen(HttpServletRequest request, HttpServletResponse response) {
    write(request, "/…", response);
  }

  private static void write(
      HttpServletRequest request, String target, HttpServletResponse response) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    LOG.info(
        "\"{} {} {}\" {} {}",
        maskUnknown(METHODS, request.getMethod()),
        target,
        maskUnknown(PROTOCOLS, request.getProtocol()),
        response.getStatus(),
        status == null ? "" : status.getReasonPhrase());
  }

  /** The query of a callback as the browser sent it; null if there was none. */
  public static @Nullable String querySent(HttpServletRequest request) {
    return request.getAttribute(SENT) instanceof Sent sent ? sent.query : request.getQueryString();
  }

  /** Its text is not the query. */
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

  private static String maskUnknown(Set<String> words, @Nullable String word) {
    return word != null && words.contains(word) ? word : "…";
  }

  private String maskProvider(@Nullable String id) {
    return providers.list().stream()
        .map(profile -> profile.provider())
        .map(Provider::id)
        .filter(known -> known.equals(id))
        .findFirst()
        .orElse("…");
  }

  private static String maskQuery(@Nullable String sent) {
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
