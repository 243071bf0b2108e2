package com.cloudaggregator.application.testing;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Forwards every call. A test overrides the call that should fail, or before which something should
 * happen.
 */
public class ForwardingCloudAccounts implements CloudAccounts {
  private final CloudAccounts accounts;

  public ForwardingCloudAccounts(CloudAccounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public ClaimResult claim(NewClaim claim) {
    return accounts.claim(claim);
  }

  @Override
  public Optional<CloudAccount> find(ProviderAccountId account) {
    return accounts.find(account);
  }

  @Override
  public Optional<CloudAccount> findOwned(AccountId id, UserId owner) {
    return accounts.findOwned(id, owner);
  }

  @Override
  public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
    return accounts.renew(claim, needsRefreshToken);
  }

  @Override
  public AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
    return accounts.adopt(claim, releasedAt);
  }

  @Override
  public ReleaseResult release(AccountId id, UserId owner, RevocationTerms revocable) {
    return accounts.release(id, owner, revocable);
  }

  @Override
  public boolean name(AccountId id, UserId owner, Nickname nickname) {
    return accounts.name(id, owner, nickname);
  }

  @Override
  public List<OwnedAccount> listOwned(UserId owner, @Nullable AccountId after, int limit) {
    return accounts.listOwned(owner, after, limit);
  }
}
