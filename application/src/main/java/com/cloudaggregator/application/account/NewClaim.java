package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * A completed proof of control: the user has just signed in to this account at its provider and
 * received these credentials.
 *
 * @param metDuplicate whether the global unique index has refused to insert the claim, so that its
 *     result is evidence
 * @param existingOrNull the row of the account as it was looked up; null if it was not. It saves
 *     another look-up and decides nothing
 */
public record NewClaim(
    ProviderAccountId account,
    UserId claimant,
    AccountLabel label,
    Credentials credentials,
    boolean metDuplicate,
    @Nullable CloudAccount existingOrNull) {

  /** A claim that has not met a duplicate. */
  public NewClaim(
      ProviderAccountId account, UserId claimant, AccountLabel label, Credentials credentials) {
    this(account, claimant, label, credentials, false, null);
  }

  /** The same claim after {@link CloudAccounts.ClaimResult.Duplicate}. */
  public NewClaim afterDuplicate() {
    return new NewClaim(account, claimant, label, credentials, true, null);
  }

  /** The same claim with the row that was found. */
  public NewClaim withExisting(CloudAccount existing) {
    return new NewClaim(account, claimant, label, credentials, metDuplicate, existing);
  }
}
