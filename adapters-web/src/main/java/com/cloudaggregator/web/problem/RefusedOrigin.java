package com.cloudaggregator.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The refusal of a call from a page of another origin. It names the property that lists the allowed
 * origins, and the origin itself if the header is a plain origin (RFC 6454, section 6.2); anything
 * else in the header is not repeated.
 */
final class RefusedOrigin {
  static final String PROPERTY = "cloud-aggregator.cors.allowed-origins";

  private static final Pattern PLAIN =
      Pattern.compile(
          "https?://(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(?::[0-9]{1,5})?");

  private RefusedOrigin() {}

  static Problem problem(HttpServletRequest request) {
    @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
    Problem problem = Problem.of(ErrorCode.ORIGIN_NOT_ALLOWED);
    return origin != null && PLAIN.matcher(origin).matches()
        ? problem.with(Map.of("property", PROPERTY, "origin", origin))
        : problem.with("property", PROPERTY);
  }
}
