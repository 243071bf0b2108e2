package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;

/** Gives an owner an access token for his own account, refreshed where it has to be. */
public final class VendAccessToken {
  private final AccessTokens tokens;

  public VendAccessToken(AccessTokens tokens) {
    this.tokens = tokens;
  }

  public AccessTokenOutcome vend(AccountId id, UserId owner) {
    return tokens.obtain(id, owner, null);
  }
}
