package com.cloudaggregator.application.disconnect;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.disconnect.DisconnectOutcome.AccountNotFound;
import com.cloudaggregator.application.disconnect.DisconnectOutcome.Disconnected;
import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import java.time.Duration;

/**
 * Disconnects an account: its credentials are destroyed, the next user who proves control can own
 * it, and the grant is revoked at the provider if the provider supports that ({@link
 * RevokeGrants}).
 */
public final class DisconnectAccount {
  private final CloudAccounts accounts;
  private final Providers providers;
  private final AccountEvents events;
  private final Duration delay;

  /**
   * @param delay before the grant is revoked
   */
  public DisconnectAccount(
      CloudAccounts accounts, Providers providers, AccountEvents events, Duration delay) {
    this.accounts = accounts;
    this.providers = providers;
    this.events = events;
    this.delay = delay;
  }

  public DisconnectOutcome disconnect(AccountId id, UserId caller) {
    return switch (accounts.release(id, caller, RevocationTerms.of(providers.all(), delay))) {
      case ReleaseResult.ReleasedNow(var account, var revocation) -> {
        events.publish(new AccountReleased(account.providerAccount(), id, caller, account.epoch()));
        yield new Disconnected(account, revocation);
      }
      case ReleaseResult.ReleasedBefore(var account, var revocation) ->
          new Disconnected(account, revocation);
      case ReleaseResult.NotTheOwner() -> new AccountNotFound();
    };
  }
}
