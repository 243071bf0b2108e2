package com.cloudaggregator.web.trace;

import com.cloudaggregator.domain.IdGenerator;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request the id that its log lines and its problem contain: the trace id of a valid
 * {@code traceparent} (<a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace
 * Context, section 3.2</a>), else a new one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public final class RequestTrace extends OncePerRequestFilter {
  private static final String KEY = "traceId";
  private static final String ATTRIBUTE = RequestTrace.class.getName();

  /** Version 00, the only version; an id of zeros is invalid. */
  private static final Pattern PARENT =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private final IdGenerator ids;

  RequestTrace(IdGenerator ids) {
    this.ids = ids;
  }

  /** For a request that the container refused before any filter ran. */
  public static String begin(HttpServletRequest request, IdGenerator ids) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String id = ids.newId().toString().replace("-", "");
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  /** The id of this request; a dash if the filter did not run for it. */
  public static String idOf(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String id ? id : "-";
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String id =
        request.getAttribute(ATTRIBUTE) instanceof String known
            ? known
            : traceIdOf(request.getHeader("traceparent"));
    request.setAttribute(ATTRIBUTE, id);
    response.setHeader("X-Request-Id", id);
    MDC.put(KEY, id);
    try {
      chain.doFilter(request, response);
    } finally {
      MDC.remove(KEY);
    }
  }

  /**
   * The container makes its error page after the filters have ended, so this filter runs for the
   * error dispatch as well.
   */
  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  private String traceIdOf(@Nullable String parent) {
    if (parent != null) {
      Matcher valid = PARENT.matcher(parent);
      if (valid.matches()) {
        return valid.group(1);
      }
    }
    return ids.newId().toString().replace("-", "");
  }
}
