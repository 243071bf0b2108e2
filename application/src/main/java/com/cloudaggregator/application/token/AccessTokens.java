package com.cloudaggregator.application.token;

import com.cloudaggregator.application.SingleFlight;
import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountNotFound;
import com.cloudaggregator.application.token.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderUnavailable;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Vends access tokens and refreshes them when needed.
 *
 * <p>Every request is decided by a read of the committed row that began after the request did
 * ({@link SharedReads}), so a former owner or an old epoch is refused at once on every node. {@link
 * VendingPolicy} says whether the stored token will do. If not, the callers of this node share one
 * refresh ({@link SingleFlight}), which is stored even if no caller waits any longer, and only one
 * node calls the provider ({@link LeasedRefresh}).
 */
public final class AccessTokens {
  /** A caller that named no epoch is moved to the next epoch at most this often. */
  private static final int MAX_EPOCHS = 3;

  /** Upper bound for one store call. */
  private static final Duration LONGEST_READ = Duration.ofSeconds(3);

  /**
   * A read that takes longer hangs, as on a connection to PostgreSQL that was lost without a reset.
   */
  private static final Duration MAX_READ_AGE = Duration.ofSeconds(10);

  private final Custody custody;
  private final Clock clock;
  private final VendingPolicy policy;
  private final SharedReads<OwnedAccountKey, Optional<CredentialState>> reads;
  private final LeasedRefresh refresh;
  private final SingleFlight<StoredVersion, AccessTokenOutcome> refreshes;

  /**
   * @param threads starts one thread per task and runs each task to its end
   */
  public AccessTokens(
      Custody custody,
      Providers providers,
      AccountEvents events,
      Sleeper sleeper,
      Clock clock,
      VendingPolicy policy,
      Executor threads) {
    this.custody = custody;
    this.clock = clock;
    this.policy = policy;
    this.reads =
        new SharedReads<>(
            key -> custody.read(key.account(), key.owner()), threads, clock, MAX_READ_AGE);
    this.refresh = new LeasedRefresh(custody, providers, events, sleeper, clock, policy);
    this.refreshes = new SingleFlight<>(threads, clock, policy.lease());
  }

  /** The key of a shared read. */
  private record OwnedAccountKey(AccountId account, UserId owner) {}

  /** The key of a shared refresh. */
  private record StoredVersion(
      AccountId account, Epoch epoch, long version, @Nullable Secret unwanted) {}

  /**
   * @param expected the epoch that the caller knows; null to accept the current one
   */
  public AccessTokenOutcome obtain(AccountId id, UserId owner, @Nullable Epoch expected) {
    return obtain(id, owner, expected, Duration.ZERO);
  }

  /**
   * @param reserve part of the policy's patience that the caller needs for its own work afterwards
   */
  public AccessTokenOutcome obtain(
      AccountId id, UserId owner, @Nullable Epoch expected, Duration reserve) {
    return obtain(
        id, owner, expected, null, clock.instant().plus(policy.patience()).minus(reserve));
  }

  /**
   * Obtains a token before the deadline.
   *
   * @param unwanted a token that must not be vended, although it is still valid; null if any token
   *     will do
   */
  public AccessTokenOutcome obtain(
      AccountId id,
      UserId owner,
      @Nullable Epoch expected,
      @Nullable Secret unwanted,
      Instant deadline) {
    try {
      for (int epochs = 0; epochs < MAX_EPOCHS; epochs++) {
        if (epochs > 0 && timeLeft(deadline).compareTo(LONGEST_READ) < 0) {
          return new ProviderUnavailable(VendingPolicy.FIRST_DELAY);
        }
        CredentialState state =
            reads.read(new OwnedAccountKey(id, owner), timeLeft(deadline)).orElse(null);
        if (state == null) {
          return expected != null && custody.wasOwner(id, owner, expected)
              ? new OwnerChanged()
              : new AccountNotFound();
        }
        if (expected != null && !expected.equals(state.account().epoch())) {
          return new OwnerChanged();
        }
        Optional<AccessTokenOutcome> stored =
            policy.decideWithoutRefresh(state, unwanted, clock.instant());
        AccessTokenOutcome outcome =
            stored.isPresent() ? stored.get() : refresh(state, owner, unwanted, timeLeft(deadline));
        if (expected != null || !(outcome instanceof OwnerChanged)) {
          return outcome;
        }
      }
      return new OwnerChanged();
    } catch (TimeoutException e) {
      return new ProviderUnavailable(VendingPolicy.FIRST_DELAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProviderUnavailable(VendingPolicy.FIRST_DELAY);
    }
  }

  private AccessTokenOutcome refresh(
      CredentialState state, UserId owner, @Nullable Secret unwanted, Duration within)
      throws InterruptedException, TimeoutException {
    var version =
        new StoredVersion(state.account().id(), state.account().epoch(), state.version(), unwanted);
    return refreshes.join(version, () -> refresh.refresh(state, owner, unwanted), within);
  }

  /** Refreshes the stored token even if it is still valid. */
  AccessTokenOutcome renew(AccountId id, UserId owner, Epoch expected) {
    Secret stored =
        custody
            .read(id, owner)
            .flatMap(CredentialState::credentials)
            .map(Credentials::accessToken)
            .orElse(null);
    return obtain(id, owner, expected, stored, clock.instant().plus(policy.patience()));
  }

  private Duration timeLeft(Instant deadline) {
    return Duration.between(clock.instant(), deadline);
  }
}
