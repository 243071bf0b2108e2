package com.cloudaggregator.persistence.transaction;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.domain.event.StoreFault;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs a port call as one READ COMMITTED transaction. Every decision is made in a WHERE clause, by
 * a unique index or under a row lock. Failures leave as {@link StoreException} and in no other
 * form.
 */
@Component
public final class Transactions {
  private static final int ATTEMPTS = 3;

  /** No attempt begins later than this, so that a caller does not wait for several timeouts. */
  private static final Duration LAST_ATTEMPT = Duration.ofSeconds(2);

  private final EntityManager entities;
  private final TransactionTemplate template;
  private final TransactionTemplate snapshot;
  private final OutageLog outages;
  private final Clock clock;

  Transactions(EntityManager entities, PlatformTransactionManager manager, Clock clock) {
    this.outages = new OutageLog(clock);
    this.clock = clock;
    this.entities = entities;
    // READ COMMITTED is the session's default; setting it here would cost a round trip in each
    // transaction.
    this.template = new TransactionTemplate(manager);
    this.snapshot = new TransactionTemplate(manager);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
  }

  /**
   * Runs work that can be repeated: a second run recognizes what the first one committed. The work
   * is repeated as a whole after a serialization failure or a deadlock, once after a lock timeout,
   * and when the connection is lost during the commit. The outcome is then unknown; the next run
   * waits for it at the same rows and answers from the rows.
   *
   * @throws StoreException when nothing was decided
   */
  public <T> T call(Supplier<T> work) {
    return execute(template, work, true, violation -> Optional.empty());
  }

  /** The same for work without a result. */
  public void run(Runnable work) {
    call(
        () -> {
          work.run();
          return true;
        });
  }

  /**
   * The same, with an answer to a unique violation.
   *
   * @param duplicate empty for a violation that this call cannot explain
   */
  public <T> T call(Supplier<T> work, Function<UniqueViolation, Optional<T>> duplicate) {
    return execute(template, work, true, duplicate);
  }

  /**
   * Runs one query, without a transaction of its own: one round trip and no COMMIT. It joins a
   * transaction of the caller.
   */
  public <T> T read(Supplier<T> query) {
    return execute(null, query, false, violation -> Optional.empty());
  }

  /**
   * Runs one statement that the server commits by itself: one round trip. It is repeated like
   * {@link #call(Supplier, Function)}, since a connection that is lost during the statement leaves
   * its outcome unknown. It joins a transaction of the caller.
   */
  public <T> T change(Supplier<T> statement, Function<UniqueViolation, Optional<T>> duplicate) {
    return execute(null, statement, true, duplicate);
  }

  /**
   * The same for a statement whose second run could not tell its own success from another caller's.
   * An unknown outcome is reported and the statement is not repeated.
   */
  public <T> T changeOnce(Supplier<T> statement, Function<UniqueViolation, Optional<T>> duplicate) {
    return execute(null, statement, false, duplicate);
  }

  /** Runs several reads on one snapshot: REPEATABLE READ, READ ONLY. */
  public <T> T callInSnapshot(Supplier<T> reads) {
    return execute(snapshot, reads, true, violation -> Optional.empty());
  }

  /**
   * @param transaction null for a single statement
   */
  private <T> T execute(
      @Nullable TransactionTemplate transaction,
      Supplier<T> work,
      boolean repeatable,
      Function<UniqueViolation, Optional<T>> duplicate) {
    Instant last = clock.instant().plus(LAST_ATTEMPT);
    boolean waitedForLock = false;
    for (int attempt = 1; ; attempt++) {
      Run<T> run = new Run<>(work, entities);
      try {
        return transaction == null ? work.get() : transaction.execute(run);
      } catch (DataAccessException | PersistenceException | TransactionException thrown) {
        RuntimeException failure = run.failure == null ? thrown : run.failure;
        Optional<T> answer = UniqueViolation.in(failure).flatMap(duplicate);
        if (answer.isPresent()) {
          return answer.get();
        }
        boolean reachedServer =
            transaction == null ? !StoreFaults.lacksConnection(failure) : run.reachedCommit;
        boolean outcomeUnknown = reachedServer && StoreFaults.isConnectionLost(failure);
        boolean lockTimeout = StoreFaults.isLockTimeout(failure);
        boolean again =
            StoreFaults.isConflict(failure)
                || (repeatable && outcomeUnknown)
                || (lockTimeout && !waitedForLock);
        waitedForLock |= lockTimeout;
        if (!again || attempt == ATTEMPTS || clock.instant().isAfter(last)) {
          throw reported(StoreFaults.of(failure), failure);
        }
      }
    }
  }

  private StoreException reported(StoreFault fault, RuntimeException failure) {
    if (fault.kind() == StoreFault.Kind.UNAVAILABLE) {
      outages.report(fault);
    }
    return new StoreException(fault, failure);
  }

  private static final class Run<T> implements TransactionCallback<T> {
    private final Supplier<T> work;
    private final EntityManager entities;
    private boolean reachedCommit;

    /** Kept because a rollback that fails on the same lost connection would replace it. */
    private @Nullable RuntimeException failure;

    Run(Supplier<T> work, EntityManager entities) {
      this.work = work;
      this.entities = entities;
    }

    /**
     * Flushes before the commit, so that a lost connection during an INSERT is not taken for an
     * unknown outcome.
     */
    @Override
    public T doInTransaction(TransactionStatus status) {
      try {
        T result = work.get();
        entities.flush();
        reachedCommit = true;
        return result;
      } catch (DataAccessException | PersistenceException e) {
        failure = e;
        throw e;
      }
    }
  }
}
