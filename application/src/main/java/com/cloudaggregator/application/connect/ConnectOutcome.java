package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.ownership.TransferToken;

/** What a callback means. */
public sealed interface ConnectOutcome {

  /**
   * The caller is the owner and his fresh credentials are stored.
   *
   * @param metDuplicate whether it took a refused insert to find that out
   */
  record Connected(CloudAccount account, boolean metDuplicate) implements ConnectOutcome {
    public Connected(CloudAccount account) {
      this(account, false);
    }
  }

  /**
   * Someone else is the owner.
   *
   * @param account whose control the caller has just proven
   * @param offer goes into the fragment of the redirect and nowhere else
   */
  record Conflict(ProviderAccountId account, TransferToken offer) implements ConnectOutcome {}

  /**
   * The account to reconnect is the caller's own, but he signed in to another one. Nothing is connected and nothing is
   * changed.
   *
   * @param expected the account to reconnect
   * @param chosen how the other one is recognised, of which he has just proven control
   */
  record OtherAccountChosen(Provider provider, AccountId expected, AccountLabel chosen) implements ConnectOutcome {}

  /** Nothing is connected and nothing is changed. */
  record Refused(Provider provider, Refusal reason) implements ConnectOutcome {}
}
