package com.cloudaggregator.domain.event;

import org.jspecify.annotations.Nullable;

/**
 * Why a store call failed, without any value of a row.
 *
 * @param kind what the caller may conclude
 * @param exceptionClass simple name of the exception class of the driver or the pool
 * @param sqlState SQLSTATE (<a
 *     href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, appendix
 *     A</a>); null if the server did not answer
 * @param message of the server, without values of a row
 * @param constraint the violated constraint; null if none was violated
 */
public record StoreFault(
    Kind kind,
    String exceptionClass,
    @Nullable String sqlState,
    String message,
    @Nullable String constraint) {

  /** What the caller may conclude. */
  public enum Kind {
    /** Nothing was decided; the same call may succeed in a moment. */
    UNAVAILABLE,
    /** A unique constraint other than the one that guarantees a single owner. */
    OTHER_UNIQUE_CONSTRAINT,
    /** The user has been erased a moment ago; nothing is stored about them. */
    USER_ERASED,
    /** Anything else. */
    FAILED
  }
}
