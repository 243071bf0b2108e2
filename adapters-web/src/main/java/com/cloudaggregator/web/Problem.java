package com.cloudaggregator.web;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, before it has a language and a form.
 *
 * @param code what a caller branches on
 * @param wording whose texts say it; another code's where one code stands for several reasons
 * @param retryAfterOrNull how long to wait, where that is known
 * @param members extension members (RFC 9457, section 3.2); never anything that the request sent
 */
record Problem(ErrorCode code, ErrorCode wording, @Nullable Duration retryAfterOrNull, Map<String, Object> members) {
  /** For what is unavailable without saying for how long. */
  private static final Duration A_MOMENT = Duration.ofSeconds(5);

  Problem {
    members = Map.copyOf(members);
  }

  static Problem of(ErrorCode code) {
    return new Problem(code, code, null, Map.of());
  }

  Problem saying(ErrorCode other) {
    return new Problem(code, other, retryAfterOrNull, members);
  }

  Problem after(Duration wait) {
    return new Problem(code, wording, wait, members);
  }

  Problem with(String member, Object value) {
    return new Problem(code, wording, retryAfterOrNull, Map.of(member, value));
  }

  /** Whole seconds, rounded up so that who waits them has waited enough (RFC 9110, section 10.2.3). */
  Optional<String> retryAfter() {
    Duration wait = retryAfterOrNull;
    if (wait == null && code.status() == 503 && code.retryable()) {
      wait = A_MOMENT;
    }
    return Optional.ofNullable(wait)
        .map(duration -> Math.max(1, duration.plusNanos(999_999_999).toSeconds()))
        .map(seconds -> Long.toString(seconds));
  }
}
