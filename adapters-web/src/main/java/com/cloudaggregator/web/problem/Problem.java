package com.cloudaggregator.web.problem;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, before it is written in a language and a format.
 *
 * @param code the code that callers branch on
 * @param wording the code whose texts are used, if one code has several reasons
 * @param retryAfterOrNull how long to wait, if known
 * @param members extension members (<a
 *     href="https://www.rfc-editor.org/rfc/rfc9457#section-3.2">RFC 9457, section 3.2</a>); they
 *     contain nothing that the request sent, except a checked {@link RefusedOrigin}
 */
public record Problem(
    ErrorCode code,
    ErrorCode wording,
    @Nullable Duration retryAfterOrNull,
    Map<String, Object> members) {
  /** For an unavailable service that does not say for how long. */
  private static final Duration A_MOMENT = Duration.ofSeconds(5);

  public Problem {
    members = Map.copyOf(members);
  }

  public static Problem of(ErrorCode code) {
    return new Problem(code, code, null, Map.of());
  }

  public Problem saying(ErrorCode other) {
    return new Problem(code, other, retryAfterOrNull, members);
  }

  public Problem after(Duration wait) {
    return new Problem(code, wording, wait, members);
  }

  public Problem with(String member, Object value) {
    return with(Map.of(member, value));
  }

  Problem with(Map<String, Object> all) {
    return new Problem(code, wording, retryAfterOrNull, all);
  }

  /**
   * Whole seconds, rounded up (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC
   * 9110, section 10.2.3</a>).
   */
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
