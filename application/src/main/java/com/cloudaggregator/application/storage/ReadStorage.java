package com.cloudaggregator.application.storage;

import com.cloudaggregator.application.SingleFlight;
import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.limit.TokenRateLimit;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.application.storage.StorageSummary.AccountUsage;
import com.cloudaggregator.application.storage.StorageSummary.StorageUsage;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountFrozen;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountNotFound;
import com.cloudaggregator.application.token.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.token.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderUnavailable;
import com.cloudaggregator.application.token.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.token.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.StoreFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the providers how full a user's accounts are, several at once and all within one deadline.
 * An account that fails does not affect the others. Concurrent requests of one user share one
 * answer, so a user never causes more than {@value #CALLS_PER_USER} calls at once on this node, and
 * every account costs a token of the rate limit.
 */
public final class ReadStorage {
  /** Maximum number of accounts in a summary; further ones are left out. */
  public static final int MAX_ACCOUNTS = 100;

  static final int CALLS_PER_USER = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /** How much longer listing the accounts can take. */
  private static final Duration LONGEST_READ = Duration.ofSeconds(3);

  private static final StoreFault TOO_SLOW =
      new StoreFault(
          StoreFault.Kind.UNAVAILABLE,
          "StorageSummaryTooSlow",
          null,
          "the accounts could not be listed in time",
          null);

  private final CloudAccounts accounts;
  private final AccessTokens tokens;
  private final Providers providers;
  private final TokenRateLimit limits;
  private final ExecutorService threads;
  private final Clock clock;
  private final SingleFlight<UserId, StorageOutcome> reads;

  /**
   * @param threads starts one thread per task
   */
  public ReadStorage(
      CloudAccounts accounts,
      AccessTokens tokens,
      Providers providers,
      TokenRateLimit limits,
      ExecutorService threads,
      Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.providers = providers;
    this.limits = limits;
    this.threads = threads;
    this.clock = clock;
    this.reads = new SingleFlight<>(threads, clock, PATIENCE.plus(LONGEST_READ));
  }

  /** The outcomes of {@link #read}. */
  public sealed interface StorageOutcome {
    record Summarized(StorageSummary summary) implements StorageOutcome {}

    record RateLimited(Duration retryAfter) implements StorageOutcome {}
  }

  /**
   * @throws StoreException if the accounts could not be listed
   */
  public StorageOutcome read(UserId owner) {
    try {
      return reads.join(owner, () -> readAccounts(owner), PATIENCE.plus(LONGEST_READ));
    } catch (TimeoutException e) {
      throw new StoreException(TOO_SLOW, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(TOO_SLOW, e);
    }
  }

  private StorageOutcome readAccounts(UserId owner) {
    Instant deadline = clock.instant().plus(PATIENCE);
    if (limits.tryAcquire(owner) instanceof RateLimitResult.Exceeded(var retryAfter)) {
      return new StorageOutcome.RateLimited(retryAfter);
    }
    List<CloudAccount> owned =
        accounts.listOwned(owner, null, MAX_ACCOUNTS).stream().map(OwnedAccount::account).toList();
    Semaphore permits = new Semaphore(CALLS_PER_USER);
    List<Future<StorageUsage>> calls = new ArrayList<>();
    for (CloudAccount account : owned) {
      // The first account is covered by the token that the request took.
      boolean isAllowed =
          calls.isEmpty() || limits.tryAcquire(owner) instanceof RateLimitResult.Allowed;
      calls.add(
          isAllowed
              ? threads.submit(() -> measureInTurn(permits, account, owner, deadline))
              : CompletableFuture.completedFuture(new StorageUsage.NotMeasured()));
    }
    List<AccountUsage> usages = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      usages.add(new AccountUsage(owned.get(i), await(calls.get(i), deadline)));
    }
    return new StorageOutcome.Summarized(StorageSummary.of(usages));
  }

  /**
   * Cancels without an interrupt, which would close a database connection that the task is reading
   * from.
   */
  private StorageUsage await(Future<StorageUsage> call, Instant deadline) {
    try {
      return call.get(Math.max(0, timeLeft(deadline).toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      call.cancel(false);
      Thread.currentThread().interrupt();
      return new StorageUsage.NotMeasured();
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      call.cancel(false);
      return new StorageUsage.NotMeasured();
    }
  }

  private StorageUsage measureInTurn(
      Semaphore permits, CloudAccount account, UserId owner, Instant deadline)
      throws InterruptedException {
    if (!permits.tryAcquire(Math.max(0, timeLeft(deadline).toNanos()), TimeUnit.NANOSECONDS)) {
      return new StorageUsage.NotMeasured();
    }
    try {
      return measure(account, owner, deadline, null);
    } catch (StoreException e) {
      return new StorageUsage.NotMeasured();
    } finally {
      permits.release();
    }
  }

  /**
   * @param refused an access token that the provider has refused; null at the first attempt
   */
  private StorageUsage measure(
      CloudAccount account, UserId owner, Instant deadline, @Nullable Secret refused) {
    if (account.status() == AccountStatus.NEEDS_RECONNECT) {
      return new StorageUsage.NeedsReconnect();
    }
    if (!timeLeft(deadline).isPositive()) {
      return new StorageUsage.NotMeasured();
    }
    return switch (tokens.obtain(account.id(), owner, account.epoch(), refused, deadline)) {
      case Vended(var token, _, _) ->
          switch (providers.storage(
              account.providerAccount().provider(), token, timeLeft(deadline))) {
            case StorageResult.Measured(var used, var total) ->
                new StorageUsage.Measured(used, total);
            case StorageResult.TokenRefused() ->
                refused == null
                    ? measure(account, owner, deadline, token)
                    : new StorageUsage.NotMeasured();
            case StorageResult.NoStorage() -> new StorageUsage.NoStorage();
            case StorageResult.NotReported() -> new StorageUsage.NotReported();
            case StorageResult.StorageUnavailable() -> new StorageUsage.NotMeasured();
          };
      case NeedsReconnect _ -> new StorageUsage.NeedsReconnect();
      case AccountNotFound _,
          OwnerChanged _,
          AccountFrozen _,
          ProviderUnavailable _,
          RateLimited _,
          ProviderNotConfigured _ ->
          new StorageUsage.NotMeasured();
    };
  }

  private Duration timeLeft(Instant deadline) {
    return Duration.between(clock.instant(), deadline);
  }
}
