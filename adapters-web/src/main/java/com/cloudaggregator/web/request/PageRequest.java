package com.cloudaggregator.web.request;

import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requested page of a list.
 *
 * @param limit number of rows, 1 to {@value #MAX}
 * @param after the last id of the previous page; null for the first page
 */
public record PageRequest(int limit, @Nullable UUID after) {
  static final int MAX = 500;
  private static final int USUAL = 100;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");

  public static PageRequest of(QueryParameters query) {
    int limit = limit(query);
    Optional<UUID> after =
        query
            .atMostOnce("cursor")
            .map(
                cursor ->
                    Identifiers.fromCursor(cursor)
                        .orElseThrow(() -> new ProblemException(ErrorCode.VALIDATION_FAILED)));
    return new PageRequest(limit, after.orElse(null));
  }

  public static int limit(QueryParameters query) {
    return query.atMostOnce("limit").map(PageRequest::limit).orElse(USUAL);
  }

  private static int limit(String text) {
    if (NUMBER.matcher(text).matches() && Integer.parseInt(text) <= MAX) {
      return Integer.parseInt(text);
    }
    throw new ProblemException(ErrorCode.VALIDATION_FAILED);
  }
}
