package com.cloudaggregator.oauth.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section 10.2.3</a>. */
public final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private RetryAfter() {}

  /** Seconds or a date, capped at 15 minutes; null if absent or malformed. */
  public static @Nullable Duration of(HttpHeaders headers, Clock clock) {
    String header = headers.getFirst(HttpHeaders.RETRY_AFTER);
    String value = header == null ? "" : header.strip();
    Duration wait;
    if (SECONDS.matcher(value).matches()) {
      wait = Duration.ofSeconds(Long.parseLong(value));
    } else {
      try {
        wait =
            Duration.between(
                clock.instant(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from));
      } catch (DateTimeParseException e) {
        return null;
      }
    }
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }
}
