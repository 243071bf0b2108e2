package com.cloudaggregator.persistence.transaction;

import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.ConstraintViolationException.ConstraintKind;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Translates Hibernate's {@link ConstraintViolationException} with SQLSTATE 23505 ({@code
 * unique_violation}) into the constraint that rejected the row, and for the index of the one owner
 * into the domain event {@link DuplicateAccount}.
 *
 * <p>Kind, SQLSTATE and constraint name decide; the message text does not, since the server
 * translates it. Hibernate itself parses the constraint name out of that text, so the name is taken
 * from the constraint field of the server's error (<a
 * href="https://www.postgresql.org/docs/18/protocol-error-fields.html">PostgreSQL, "Error and
 * Notice Message Fields"</a>) and a different name in Hibernate's exception is not accepted.
 *
 * @param constraint the name of the constraint or unique index, as the server reports it
 */
public record UniqueViolation(String constraint) {
  private static final String UNIQUE_VIOLATION = "23505";

  /**
   * The violation in this failure. Empty for every other error, and when kind, SQLSTATE and name do
   * not agree.
   *
   * @param failure as thrown by an {@code EntityManager}, or as translated by Spring Data
   */
  public static Optional<UniqueViolation> in(RuntimeException failure) {
    Throwable violation =
        failure instanceof DataIntegrityViolationException ? failure.getCause() : failure;
    return violation instanceof ConstraintViolationException rejected
        ? Optional.ofNullable(constraint(rejected)).map(UniqueViolation::new)
        : Optional.empty();
  }

  private static @Nullable String constraint(ConstraintViolationException rejected) {
    if (rejected.getKind() != ConstraintKind.UNIQUE
        || !UNIQUE_VIOLATION.equals(rejected.getSQLState())
        || !(rejected.getSQLException() instanceof PSQLException error)) {
      return null;
    }
    ServerErrorMessage fields = error.getServerErrorMessage();
    if (fields == null || !UNIQUE_VIOLATION.equals(fields.getSQLState())) {
      return null;
    }
    String name = fields.getConstraint();
    String parsed = rejected.getConstraintName();
    return parsed == null || parsed.equals(name) ? name : null;
  }

  public boolean of(UniqueConstraint known) {
    return constraint.equals(known.constraintName());
  }

  /**
   * The domain event for a rejected claim.
   *
   * @param account the provider account that was claimed
   * @return empty when another unique constraint rejected the row
   */
  public Optional<DuplicateAccount> duplicateOf(ProviderAccountId account) {
    return of(UniqueConstraint.ONE_OWNER)
        ? Optional.of(new DuplicateAccount(account, constraint))
        : Optional.empty();
  }
}
