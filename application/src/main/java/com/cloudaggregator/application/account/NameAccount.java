package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.UserId;

/** Gives an account its owner's own name. */
public final class NameAccount {
  private final CloudAccounts accounts;

  public NameAccount(CloudAccounts accounts) {
    this.accounts = accounts;
  }

  /**
   * @param nickname replaces the present one; {@link Nickname#NONE} removes it
   * @return false if there is no such account or it belongs to another user
   */
  public boolean name(AccountId id, UserId owner, Nickname nickname) {
    return accounts.name(id, owner, nickname);
  }
}
