package com.cloudaggregator.web;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param limit rows, 1 to {@value #MAX}
 * @param after where the page before ended; null for the first
 */
record PageRequest(int limit, @Nullable UUID after) {
  static final int MAX = 500;
  private static final int USUAL = 100;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");

  static PageRequest of(Query query) {
    int limit = limit(query);
    Optional<UUID> after = query.atMostOnce("cursor").map(cursor -> Identifiers.fromCursor(cursor)
        .orElseThrow(() -> new RefusedRequest(ErrorCode.VALIDATION_FAILED)));
    return new PageRequest(limit, after.orElse(null));
  }

  static int limit(Query query) {
    return query.atMostOnce("limit").map(PageRequest::limit).orElse(USUAL);
  }

  private static int limit(String text) {
    if (NUMBER.matcher(text).matches() && Integer.parseInt(text) <= MAX) {
      return Integer.parseInt(text);
    }
    throw new RefusedRequest(ErrorCode.VALIDATION_FAILED);
  }
}
