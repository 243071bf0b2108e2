package com.cloudaggregator.application.token;

import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.application.token.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.token.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.application.token.Custody.Lease;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent.CredentialsRefreshed;
import com.cloudaggregator.domain.event.AccountEvent.LateRefreshDropped;
import com.cloudaggregator.domain.event.AccountEvent.ReconnectNeeded;
import com.cloudaggregator.domain.event.AccountEvent.RefreshPostponed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes an access token under the lease of {@link Custody}, so that only one node calls the
 * provider. A node that does not get the lease waits for the holder's result. Credentials are
 * stored before they are vended.
 */
final class LeasedRefresh {
  /** With less time left, the provider is not called: its answer could be lost. */
  private static final Duration MIN_CALL = Duration.ofSeconds(2);

  /** Reserved from the time left for storing the provider's answer. */
  private static final Duration STORE_RESERVE = Duration.ofMillis(500);

  /** How often to look whether another node has finished its refresh. */
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

  private final Custody custody;
  private final Providers providers;
  private final AccountEvents events;
  private final Sleeper sleeper;
  private final Clock clock;
  private final VendingPolicy policy;

  LeasedRefresh(
      Custody custody,
      Providers providers,
      AccountEvents events,
      Sleeper sleeper,
      Clock clock,
      VendingPolicy policy) {
    this.custody = custody;
    this.providers = providers;
    this.events = events;
    this.sleeper = sleeper;
    this.clock = clock;
    this.policy = policy;
  }

  /**
   * Refreshes, or waits for the node that does, until there is an outcome for this owner and epoch
   * or the policy's patience is exhausted.
   *
   * @param first the state as last read
   * @param unwanted a token that must not be vended, although it is still valid; null if any token
   *     will do
   */
  AccessTokenOutcome refresh(CredentialState first, UserId owner, @Nullable Secret unwanted) {
    Instant deadline = clock.instant().plus(policy.patience());
    CredentialState state = first;
    while (true) {
      // Vend the stored token if it is good enough. During a postponement, a token that is merely
      // usable has to do.
      Optional<AccessTokenOutcome> stored =
          policy.decideWithoutRefresh(state, unwanted, clock.instant());
      if (stored.isEmpty() && state.postponedFor().isPositive()) {
        stored = policy.vendWhileUsable(state, unwanted, clock.instant());
      }
      if (stored.isPresent()) {
        return stored.get();
      }
      if (lacksProvider(state)) {
        return policy
            .vendWhileUsable(state, unwanted, clock.instant())
            .orElseGet(ProviderNotConfigured::new);
      }

      // Wait until the lease can be free; give up if there would be no time left for the call.
      Duration wait =
          VendingPolicy.longer(
              state.postponedFor(),
              state.leaseRemaining().isZero() ? Duration.ZERO : POLL_INTERVAL);
      if (wait.plus(MIN_CALL).compareTo(timeLeft(deadline)) > 0
          || Thread.currentThread().isInterrupted()) {
        return giveUp(state, unwanted);
      }
      if (wait.isPositive()) {
        sleeper.sleep(wait);
      } else {
        Optional<Lease> lease = custody.lease(state, policy.lease());
        if (lease.isPresent()) {
          // Taking the lease can take long as well, so look at the time again.
          if (MIN_CALL.compareTo(timeLeft(deadline)) > 0) {
            custody.returnUnused(lease.get());
            return giveUp(state, unwanted);
          }
          Optional<AccessTokenOutcome> outcome = callProvider(lease.get(), owner, deadline);
          if (outcome.isPresent()) {
            return outcome.get();
          }
        }
      }

      // The committed row tells what has happened since, on this node or on another one.
      CredentialState current = custody.read(state.account().id(), owner).orElse(null);
      if (current == null || !current.account().epoch().equals(first.account().epoch())) {
        return new OwnerChanged();
      }
      state = current;
    }
  }

  private AccessTokenOutcome giveUp(CredentialState state, @Nullable Secret unwanted) {
    return policy
        .vendWhileUsable(state, unwanted, clock.instant())
        .orElseGet(() -> VendingPolicy.unavailable(state));
  }

  /** Whether only the provider could help and this installation has no client there. */
  private boolean lacksProvider(CredentialState state) {
    return state
        .credentials()
        .filter(stored -> stored.refreshToken().isPresent())
        .map(stored -> stored.clientOf(state.account().providerAccount()))
        .filter(client -> providers.find(client).filter(ProviderProfile::configured).isEmpty())
        .isPresent();
  }

  private Duration timeLeft(Instant deadline) {
    return Duration.between(clock.instant(), deadline);
  }

  /**
   * Makes one attempt under the lease. Returns empty if the row has to be read again to know the
   * outcome.
   */
  private Optional<AccessTokenOutcome> callProvider(Lease lease, UserId owner, Instant deadline) {
    CloudAccount account = lease.state().account();
    Credentials stored = lease.state().credentialsOrNull();
    if (stored == null) {
      return markNeedsReconnect(lease, owner, ReconnectReason.CREDENTIALS_UNREADABLE);
    }
    Secret refreshToken = stored.refreshTokenOrNull();
    if (refreshToken == null) {
      return markNeedsReconnect(lease, owner, ReconnectReason.ACCESS_EXPIRED);
    }
    RefreshVerdict verdict =
        providers.refresh(
            new RefreshRequest(
                stored.clientOf(account.providerAccount()),
                account.id(),
                refreshToken,
                stored.scopes(),
                lease.outcomeUnknownForOrNull(),
                timeLeft(deadline).minus(STORE_RESERVE)));
    return switch (verdict) {
      case RefreshVerdict.Refreshed(var fresh) -> store(lease, fresh);
      case RefreshVerdict.Terminal(var reason) -> markNeedsReconnect(lease, owner, reason);
      case RefreshVerdict.Transient(var failure, var retryAfter, var mayHaveHappened) -> {
        postpone(
            lease,
            failure,
            VendingPolicy.retryDelay(lease.state().failures(), retryAfter),
            mayHaveHappened);
        yield Optional.empty();
      }
      case RefreshVerdict.ClientRefused() -> {
        postpone(lease, RefreshFailure.CLIENT_REFUSED, VendingPolicy.CLIENT_REFUSED_DELAY, false);
        yield Optional.empty();
      }
    };
  }

  private Optional<AccessTokenOutcome> store(Lease lease, Credentials fresh) {
    CloudAccount account = lease.state().account();
    return switch (custody.store(lease, fresh)) {
      case STORED -> {
        events.publish(
            new CredentialsRefreshed(account.providerAccount(), account.id(), account.epoch()));
        yield Optional.of(VendingPolicy.vend(fresh, account));
      }
      case STORED_EXPIRED -> {
        events.publish(
            new CredentialsRefreshed(account.providerAccount(), account.id(), account.epoch()));
        yield Optional.empty();
      }
      case SUPERSEDED -> {
        events.publish(
            new LateRefreshDropped(account.providerAccount(), account.id(), account.epoch()));
        yield Optional.empty();
      }
    };
  }

  private Optional<AccessTokenOutcome> markNeedsReconnect(
      Lease lease, UserId owner, ReconnectReason reason) {
    CloudAccount account = lease.state().account();
    return switch (custody.markNeedsReconnect(lease, reason)) {
      case STORED -> {
        events.publish(
            new ReconnectNeeded(
                account.providerAccount(), account.id(), owner, account.epoch(), reason));
        yield Optional.of(new NeedsReconnect(reason));
      }
      case STORED_EXPIRED, SUPERSEDED -> Optional.empty();
    };
  }

  private void postpone(
      Lease lease, RefreshFailure failure, Duration delay, boolean mayHaveHappened) {
    CloudAccount account = lease.state().account();
    custody.postpone(lease, failure, delay, mayHaveHappened);
    events.publish(
        new RefreshPostponed(account.providerAccount(), account.id(), account.epoch(), failure));
  }
}
