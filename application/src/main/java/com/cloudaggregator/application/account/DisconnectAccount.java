package com.cloudaggregator.application.account;

import com.cloudaggregator.application.account.DisconnectOutcome.Disconnected;
import com.cloudaggregator.application.account.DisconnectOutcome.NotFound;
import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.CloudAccounts.ReleaseResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;

/** Lets an account go: its credentials are destroyed and whoever proves control next may have it. */
public final class DisconnectAccount {
  private final CloudAccounts accounts;
  private final AccountEvents events;

  public DisconnectAccount(CloudAccounts accounts, AccountEvents events) {
    this.accounts = accounts;
    this.events = events;
  }

  public DisconnectOutcome disconnect(AccountId id, UserId caller) {
    return switch (accounts.release(id, caller)) {
      case ReleaseResult.ReleasedNow(var account) -> {
        events.publish(new AccountReleased(account.providerAccount(), id, caller, account.epoch()));
        yield new Disconnected(account);
      }
      case ReleaseResult.NotTheOwner() -> new NotFound();
    };
  }
}
