package com.cloudaggregator.oauth.http;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section 10.2.3</a>. */
public final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private RetryAfter() {}

  /**
   * Seconds or a date in any of HTTP's three forms, capped at 15 minutes; null if absent or
   * malformed.
   */
  public static @Nullable Duration of(HttpHeaders headers, Clock clock) {
    String header = headers.getFirst(HttpHeaders.RETRY_AFTER);
    String value = header == null ? "" : header.strip();
    Duration wait;
    if (SECONDS.matcher(value).matches()) {
      wait = Duration.ofSeconds(Long.parseLong(value));
    } else {
      try {
        ZonedDateTime date = headers.getFirstZonedDateTime(HttpHeaders.RETRY_AFTER);
        if (date == null) {
          return null;
        }
        wait = Duration.between(clock.instant(), date.toInstant());
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }
}
