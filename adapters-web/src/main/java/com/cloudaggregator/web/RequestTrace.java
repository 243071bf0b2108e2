package com.cloudaggregator.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request the id under which its log lines and its problem are found: the trace id of a valid {@code
 * traceparent} (W3C Trace Context, section 3.2), else a new one of the same form.
 */
final class RequestTrace extends OncePerRequestFilter {
  private static final String KEY = "traceId";
  private static final String ATTRIBUTE = RequestTrace.class.getName();

  /** Version 00, the only one there is; an id of zeros alone is invalid. */
  private static final Pattern PARENT = Pattern.compile(
      "00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private final Supplier<UUID> ids;

  RequestTrace(Supplier<UUID> ids) {
    this.ids = ids;
  }

  /** For a request that the container has refused before any filter saw it. */
  static String begin(HttpServletRequest request, Supplier<UUID> ids) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String id = ids.get().toString().replace("-", "");
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  /** The id of this request; a dash where the filter has not seen it. */
  static String of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String id ? id : "-";
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String id = request.getAttribute(ATTRIBUTE) instanceof String known ? known : id(request.getHeader("traceparent"));
    request.setAttribute(ATTRIBUTE, id);
    response.setHeader("X-Request-Id", id);
    MDC.put(KEY, id);
    try {
      chain.doFilter(request, response);
    } finally {
      MDC.remove(KEY);
    }
  }

  /** The container's own error page is made after the filters have been left. */
  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  private String id(@Nullable String parent) {
    if (parent != null) {
      Matcher valid = PARENT.matcher(parent);
      if (valid.matches()) {
        return valid.group(1);
      }
    }
    return ids.get().toString().replace("-", "");
  }
}
