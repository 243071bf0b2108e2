package com.cloudaggregator.persistence;

import com.cloudaggregator.application.StorageException;
import jakarta.persistence.PersistenceException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A port call is one transaction, READ COMMITTED: every decision is in a WHERE or under a row lock. What goes wrong
 * leaves here as {@link StorageException} and in no other form.
 */
final class Transactions {
  private static final int ATTEMPTS = 3;

  private final TransactionTemplate template;

  Transactions(PlatformTransactionManager manager) {
    // The isolation is the session's default: to ask for it here would cost a round trip in each transaction.
    this.template = new TransactionTemplate(manager);
  }

  /**
   * Runs work that finds out by itself what an earlier run of it has done. It is run again, as a whole, after a
   * serialization failure or a deadlock, and where the connection was lost at the commit: then the outcome is unknown,
   * and the next run waits for it at the same rows and answers from what is there.
   *
   * @throws StorageException when nothing was decided
   */
  <T> T call(Supplier<T> work) {
    return run(work, true, violation -> Optional.empty());
  }

  /**
   * @param duplicate what a unique violation means, if this call can tell
   */
  <T> T call(Supplier<T> work, Function<UniqueViolation, Optional<T>> duplicate) {
    return run(work, true, duplicate);
  }

  /** Runs work whose second run could not tell an own success from someone else's: an unknown outcome is reported. */
  <T> T callOnce(Supplier<T> work, Function<UniqueViolation, Optional<T>> duplicate) {
    return run(work, false, duplicate);
  }

  private <T> T run(Supplier<T> work, boolean repeatable, Function<UniqueViolation, Optional<T>> duplicate) {
    for (int attempt = 1; ; attempt++) {
      Run<T> run = new Run<>(work);
      try {
        return template.execute(run);
      } catch (DataAccessException | PersistenceException | TransactionException thrown) {
        RuntimeException failure = run.failure == null ? thrown : run.failure;
        Optional<T> answer = UniqueViolation.in(failure).flatMap(duplicate);
        if (answer.isPresent()) {
          return answer.get();
        }
        boolean outcomeUnknown = run.reachedCommit && StorageFaults.isConnectionLost(failure);
        boolean again = StorageFaults.isConflict(failure) || (repeatable && outcomeUnknown);
        if (!again || attempt == ATTEMPTS) {
          throw new StorageException(StorageFaults.of(failure), failure);
        }
      }
    }
  }

  private static final class Run<T> implements TransactionCallback<T> {
    private final Supplier<T> work;
    private boolean reachedCommit;

    /** Kept, since a rollback that fails on the same lost connection would be thrown in its place. */
    private @Nullable RuntimeException failure;

    Run(Supplier<T> work) {
      this.work = work;
    }

    @Override
    public T doInTransaction(TransactionStatus status) {
      try {
        T result = work.get();
        reachedCommit = true;
        return result;
      } catch (DataAccessException | PersistenceException e) {
        failure = e;
        throw e;
      }
    }
  }
}
