package com.cloudaggregator.application.account;

import com.cloudaggregator.application.account.DisconnectOutcome.Disconnected;
import com.cloudaggregator.application.account.DisconnectOutcome.NotFound;
import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.port.CloudAccounts.Revocable;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Lets an account go: its credentials are destroyed, whoever proves control next may have it, and the grant is to be
 * revoked at the provider where it can be ({@link RevokeGrants}).
 */
public final class DisconnectAccount {
  private final CloudAccounts accounts;
  private final Providers providers;
  private final AccountEvents events;
  private final Duration delay;

  /** @param delay after which the grant is revoked */
  public DisconnectAccount(CloudAccounts accounts, Providers providers, AccountEvents events, Duration delay) {
    this.accounts = accounts;
    this.providers = providers;
    this.events = events;
    this.delay = delay;
  }

  public DisconnectOutcome disconnect(AccountId id, UserId caller) {
    return switch (accounts.release(id, caller, revocable())) {
      case ReleaseResult.ReleasedNow(var account, var revocation) -> {
        events.publish(new AccountReleased(account.providerAccount(), id, caller, account.epoch()));
        yield new Disconnected(account, revocation);
      }
      case ReleaseResult.NotTheOwner() -> new NotFound();
    };
  }

  private Revocable revocable() {
    return new Revocable(
        providers.all().stream()
            .filter(profile -> profile.configured() && profile.revocable())
            .map(ProviderProfile::provider)
            .collect(Collectors.toSet()),
        delay);
  }
}
