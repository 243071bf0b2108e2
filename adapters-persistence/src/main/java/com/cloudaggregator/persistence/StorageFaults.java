package com.cloudaggregator.persistence;

import com.cloudaggregator.domain.event.StorageFault;
import com.cloudaggregator.domain.event.StorageFault.Kind;
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
 * Says what a failure of driver, pool, Hibernate or Spring means (PostgreSQL manual, appendix A). Of the server's words
 * only the primary message is kept: its DETAIL holds the values of rows, and so do the messages of class 22.
 */
final class StorageFaults {
  private static final String DATA_EXCEPTION = "22";
  private static final String WITHHELD = "a value was not acceptable";
  private static final int LONGEST_MESSAGE = 300;

  /** Serialization failure and deadlock: the transaction did nothing, and may succeed when it is run again. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  /** Lock not available, read-only server, idle or overdue transaction, statement completion unknown. */
  private static final Set<String> UNAVAILABLE = Set.of("55P03", "57014", "25006", "25P03", "25P04", "40003");

  private StorageFaults() {}

  static StorageFault of(RuntimeException failure) {
    Optional<SQLException> sql = sqlException(failure);
    String state = sqlState(failure);
    Optional<UniqueViolation> violation = UniqueViolation.in(failure);
    Kind kind;
    if (violation.isPresent()) {
      kind = Kind.OTHER_UNIQUE_CONSTRAINT;
    } else if (failure instanceof CannotCreateTransactionException
        || isUnavailable(state)
        || sql.filter(StorageFaults::isConnectionFailure).isPresent()) {
      kind = Kind.UNAVAILABLE;
    } else {
      kind = Kind.FAILED;
    }
    return new StorageFault(
        kind,
        sql.<Throwable>map(e -> e).orElse(failure).getClass().getSimpleName(),
        state,
        sql.map(e -> message(e, state)).orElse("refused before it reached the database"),
        violation.map(UniqueViolation::constraint).orElseGet(() -> constraint(failure)));
  }

  /** Whether the whole transaction may be run again. */
  static boolean isConflict(RuntimeException failure) {
    String state = sqlState(failure);
    return state != null && CONFLICTS.contains(state);
  }

  /** Whether the server may or may not have done what it was asked to do last. */
  static boolean isConnectionLost(RuntimeException failure) {
    String state = sqlState(failure);
    return state != null && (state.startsWith("08") || state.startsWith("57P0") || state.equals("40003"));
  }

  private static boolean isUnavailable(@Nullable String state) {
    return state != null
        && (UNAVAILABLE.contains(state)
            || CONFLICTS.contains(state)
            || state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57P0"));
  }

  /** The pool was exhausted, or the server went away. */
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
    String said = error != null ? error.getMessage() : e.getMessage();
    String line = said == null ? "no message" : said.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE);
  }

  private static @Nullable String constraint(RuntimeException failure) {
    return sqlException(failure)
        .map(StorageFaults::serverError)
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

  /** The first that anyone gives: the pool's exception often has none, but its cause has. */
  private static @Nullable String sqlState(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }
}
