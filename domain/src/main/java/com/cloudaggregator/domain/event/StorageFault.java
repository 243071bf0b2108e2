package com.cloudaggregator.domain.event;

import org.jspecify.annotations.Nullable;

/**
 * Why the store could not do what it was asked to, in words that hold no value of any row.
 *
 * @param kind what the caller may conclude
 * @param exceptionClass the simple name of the class that the driver or the pool threw
 * @param sqlState SQLSTATE (PostgreSQL manual, appendix A); null when the server never answered
 * @param message what the server said, without the values of a row
 * @param constraint which constraint was violated; null when none was
 */
public record StorageFault(
    Kind kind, String exceptionClass, @Nullable String sqlState, String message, @Nullable String constraint) {

  /** What the caller may conclude. */
  public enum Kind {
    /** Nothing was decided, and the same call may succeed in a moment. */
    UNAVAILABLE,
    /** A unique constraint other than the one that makes an owner the only one. */
    OTHER_UNIQUE_CONSTRAINT,
    /** Anything else. */
    FAILED
  }
}
