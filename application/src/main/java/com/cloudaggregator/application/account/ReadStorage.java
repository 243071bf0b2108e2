package com.cloudaggregator.application.account;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.account.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotConfigured;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotFound;
import com.cloudaggregator.application.account.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.account.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.account.AccessTokenOutcome.Unavailable;
import com.cloudaggregator.application.account.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.account.StorageSummary.Account;
import com.cloudaggregator.application.account.StorageSummary.Space;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.Providers.StorageResult;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.application.port.TokenLimits;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks each of a user's providers how full his account is, several at once and all within one time. Each account has an
 * answer of its own; one that fails takes nothing from the others.
 */
public final class ReadStorage {
  /** Accounts that are asked about at most; further ones are not in the answer. */
  public static final int MOST_ACCOUNTS = 100;

  /** Of one user at one moment, so that none takes all the places at a provider. */
  private static final int AT_ONCE = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final CloudAccounts accounts;
  private final AccessTokens tokens;
  private final Providers providers;
  private final TokenLimits limits;
  private final ExecutorService threads;
  private final Clock clock;

  /** @param threads one for each task that is given to it */
  public ReadStorage(
      CloudAccounts accounts,
      AccessTokens tokens,
      Providers providers,
      TokenLimits limits,
      ExecutorService threads,
      Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.providers = providers;
    this.limits = limits;
    this.threads = threads;
    this.clock = clock;
  }

  /** The answers to {@link #read}. */
  public sealed interface ReadOutcome {
    record Read(StorageSummary summary) implements ReadOutcome {}

    record TooOften(Duration retryAfter) implements ReadOutcome {}
  }

  public ReadOutcome read(UserId owner) {
    return switch (limits.tryAsk(owner)) {
      case LimitResult.Allowed() -> new ReadOutcome.Read(StorageSummary.of(all(owner)));
      case LimitResult.Exceeded(var retryAfter) -> new ReadOutcome.TooOften(retryAfter);
    };
  }

  private List<Account> all(UserId owner) {
    Instant deadline = clock.instant().plus(PATIENCE);
    List<CloudAccount> owned =
        accounts.ownedBy(owner, null, MOST_ACCOUNTS).stream().map(CloudAccounts.Owned::account).toList();
    Semaphore places = new Semaphore(AT_ONCE);
    List<Future<Space>> asked = new ArrayList<>();
    for (CloudAccount account : owned) {
      asked.add(threads.submit(() -> inTurn(places, account, owner, deadline)));
    }
    List<Account> answers = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      answers.add(new Account(owned.get(i), answer(asked.get(i), deadline)));
    }
    return answers;
  }

  private Space answer(Future<Space> asked, Instant deadline) {
    try {
      return asked.get(Math.max(0, left(deadline).toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      return new Space.Unavailable();
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      asked.cancel(true);
      return new Space.Unavailable();
    }
  }

  private Space inTurn(Semaphore places, CloudAccount account, UserId owner, Instant deadline)
      throws InterruptedException {
    if (!places.tryAcquire(Math.max(0, left(deadline).toNanos()), TimeUnit.NANOSECONDS)) {
      return new Space.Unavailable();
    }
    try {
      return space(account, owner, deadline, null);
    } catch (StorageException e) {
      return new Space.Unavailable();
    } finally {
      places.release();
    }
  }

  /** @param refused an access token that the provider does not take any more; null the first time */
  private Space space(CloudAccount account, UserId owner, Instant deadline, @Nullable Secret refused) {
    if (account.status() == AccountStatus.NEEDS_RECONNECT) {
      return new Space.NeedsReconnect();
    }
    return switch (tokens.obtain(account.id(), owner, account.epoch(), refused, deadline)) {
      case Vended(var token, _, _) -> {
        StorageResult result =
            providers.storage(account.providerAccount().provider(), token, left(deadline));
        yield switch (result) {
          case StorageResult.Known(var used, var total) -> new Space.Known(used, total);
          case StorageResult.TokenRefused() ->
              refused == null ? space(account, owner, deadline, token) : new Space.Unavailable();
          case StorageResult.Unavailable() -> new Space.Unavailable();
        };
      }
      case NeedsReconnect _ -> new Space.NeedsReconnect();
      case NotFound _, OwnerChanged _, Unavailable _, RateLimited _, NotConfigured _ -> new Space.Unavailable();
    };
  }

  private Duration left(Instant deadline) {
    return Duration.between(clock.instant(), deadline);
  }
}
