package com.cloudaggregator.persistence.transaction;

import com.cloudaggregator.domain.event.StoreFault;
import com.cloudaggregator.domain.event.StoreFault.Kind;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Classifies a failure of driver, pool, Hibernate or Spring by its SQLSTATE, or by its lack of one
 * (<a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL, appendix A</a>).
 * Of the server's error only the primary message is kept: DETAIL holds column values, and so do the
 * messages of class 22.
 */
final class StoreFaults {
  private static final String DATA_EXCEPTION = "22";
  private static final String LOCK_TIMEOUT = "55P03";
  private static final String NOT_IN_PREREQUISITE_STATE = "55000";

  /** Raised by the trigger {@code cloud_provider_accounts_erased_user} and its like. */
  private static final String USER_ERASED = "UE001";

  private static final String WITHHELD = "a value was rejected";
  private static final int LONGEST_MESSAGE = 300;

  /** Serialization failure and deadlock: the transaction was rolled back and can be repeated. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  /**
   * A prepared statement that the server no longer knows, or whose columns a migration of another
   * node has changed. The driver prepares it again in the next transaction.
   */
  private static final String UNKNOWN_STATEMENT = "26000";

  private static final String FEATURE_NOT_SUPPORTED = "0A000";
  private static final String STALE_PLAN = "RevalidateCachedQuery";

  /**
   * Lock timeout, cancelled statement, read-only server, transaction timeouts, statement completion
   * unknown.
   */
  private static final Set<String> UNAVAILABLE =
      Set.of(LOCK_TIMEOUT, "57014", "25006", "25P03", "25P04", "40003");

  private StoreFaults() {}

  static StoreFault of(RuntimeException failure) {
    Optional<SQLException> sql = sqlException(failure);
    String state = sqlState(failure);
    Optional<UniqueViolation> violation = UniqueViolation.in(failure);
    Kind kind;
    if (violation.isPresent()) {
      kind = Kind.OTHER_UNIQUE_CONSTRAINT;
    } else if (failure instanceof CannotCreateTransactionException
        || isUnavailable(state)
        || isClosed(sql, state)
        || isStale(sql, state)
        || sql.filter(StoreFaults::isConnectionFailure).isPresent()) {
      kind = Kind.UNAVAILABLE;
    } else if (USER_ERASED.equals(state)) {
      kind = Kind.USER_ERASED;
    } else {
      kind = Kind.FAILED;
    }
    return new StoreFault(
        kind,
        sql.<Throwable>map(e -> e).orElse(failure).getClass().getSimpleName(),
        state,
        sql.map(e -> message(e, state)).orElse("failed before it reached the database"),
        violation.map(UniqueViolation::constraint).orElseGet(() -> constraint(failure)));
  }

  /** Whether the whole transaction can be repeated. */
  static boolean isConflict(RuntimeException failure) {
    String state = sqlState(failure);
    return state != null && (CONFLICTS.contains(state) || isStale(sqlException(failure), state));
  }

  /** Whether another transaction held a lock for too long; this one was rolled back. */
  static boolean isLockTimeout(RuntimeException failure) {
    return LOCK_TIMEOUT.equals(sqlState(failure));
  }

  private static boolean isStale(Optional<SQLException> sql, @Nullable String state) {
    return UNKNOWN_STATEMENT.equals(state)
        || (FEATURE_NOT_SUPPORTED.equals(state)
            && sql.map(StoreFaults::serverError)
                .filter(error -> STALE_PLAN.equals(error.getRoutine()))
                .isPresent());
  }

  /** Whether it is unknown if the server executed the last command. */
  static boolean isConnectionLost(RuntimeException failure) {
    String state = sqlState(failure);
    return isClosed(sqlException(failure), state)
        || (state != null
            && (state.startsWith("08") || state.startsWith("57P0") || state.equals("40003")));
  }

  /** Whether the pool had no connection to give, so that nothing was sent. */
  static boolean lacksConnection(RuntimeException failure) {
    return sqlException(failure)
        .filter(SQLTransientConnectionException.class::isInstance)
        .isPresent();
  }

  /**
   * Pool or driver refused the call because the connection, or a statement of it, has been closed.
   * The pool then reports no SQLSTATE ("Connection is closed"), the driver one of its own.
   */
  private static boolean isClosed(Optional<SQLException> sql, @Nullable String state) {
    return sql.filter(e -> serverError(e) == null).isPresent()
        && (state == null || state.equals(NOT_IN_PREREQUISITE_STATE));
  }

  private static boolean isUnavailable(@Nullable String state) {
    return state != null
        && (UNAVAILABLE.contains(state)
            || CONFLICTS.contains(state)
            || state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("58")
            || state.startsWith("57P0"));
  }

  /** The pool is exhausted or the connection is broken. */
  private static boolean isConnectionFailure(SQLException e) {
    return e instanceof SQLTransientConnectionException
        || e instanceof SQLNonTransientConnectionException
        || e instanceof SQLRecoverableException;
  }

  private static String message(SQLException e, @Nullable String state) {
    if (state != null && state.startsWith(DATA_EXCEPTION)) {
      return WITHHELD;
    }
    ServerErrorMessage error = serverError(e);
    String text = error != null ? error.getMessage() : e.getMessage();
    String line = text == null ? "no message" : text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE);
  }

  private static @Nullable String constraint(RuntimeException failure) {
    return sqlException(failure)
        .map(StoreFaults::serverError)
        .map(ServerErrorMessage::getConstraint)
        .orElse(null);
  }

  private static @Nullable ServerErrorMessage serverError(SQLException e) {
    return e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
  }

  private static Optional<SQLException> sqlException(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  /** The first SQLSTATE in the chain: the exception of the pool often has none, its cause does. */
  private static @Nullable String sqlState(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }
}
