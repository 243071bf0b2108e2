package com.cloudaggregator.web.text;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/**
 * A time on a page for operators, to the second, for comparison with log lines.
 *
 * @param text in the reader's language, UTC
 */
public record ReadableTime(Instant at, String text) {

  public static ReadableTime of(Instant at, Locale language) {
    return new ReadableTime(
        at,
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.MEDIUM)
                .withLocale(language)
                .withZone(ZoneOffset.UTC)
                .format(at)
            + " UTC");
  }
}
