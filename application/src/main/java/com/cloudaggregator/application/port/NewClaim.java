package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;

/**
 * A completed proof of control: this user has just signed in to this account at its provider, which gave him these
 * credentials.
 *
 * @param metDuplicate whether the global unique index has refused to insert it, so that what comes of it is evidence
 */
public record NewClaim(
    ProviderAccountId account, UserId claimant, AccountLabel label, Credentials credentials, boolean metDuplicate) {

  /** One that has met nothing yet. */
  public NewClaim(ProviderAccountId account, UserId claimant, AccountLabel label, Credentials credentials) {
    this(account, claimant, label, credentials, false);
  }

  /** The same, after {@link CloudAccounts.ClaimResult.Duplicate}. */
  public NewClaim afterDuplicate() {
    return new NewClaim(account, claimant, label, credentials, true);
  }
}
