package com.cloudaggregator.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/**
 * A time on an operator's page, to the second, since it is compared with log lines.
 *
 * @param text in the reader's language, UTC
 */
record ReadableTime(Instant at, String text) {

  static ReadableTime of(Instant at, Locale language) {
    return new ReadableTime(
        at,
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.MEDIUM)
            .withLocale(language)
            .withZone(ZoneOffset.UTC)
            .format(at) + " UTC");
  }
}
