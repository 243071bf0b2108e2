package com.cloudaggregator.persistence;

import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * That a unique constraint refused a row: SQLSTATE 23505 and the constraint's name, both from the fields of the server's
 * error message (PostgreSQL manual, section 54.8). The text of the message is localised and takes no part.
 *
 * @param constraint as the server names it
 */
record UniqueViolation(String constraint) {
  private static final String UNIQUE_VIOLATION = "23505";

  /** Reached through Hibernate's {@link ConstraintViolationException} or Spring's exceptions alike: by their causes. */
  static Optional<UniqueViolation> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException refused) {
        return Optional.ofNullable(told(refused)).map(UniqueViolation::new);
      }
    }
    return Optional.empty();
  }

  boolean of(UniqueConstraint known) {
    return constraint.equals(known.constraintName());
  }

  private static @Nullable String told(PSQLException refused) {
    ServerErrorMessage error = refused.getServerErrorMessage();
    return error != null && UNIQUE_VIOLATION.equals(error.getSQLState()) ? error.getConstraint() : null;
  }
}
