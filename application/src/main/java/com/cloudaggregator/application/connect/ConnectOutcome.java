package com.cloudaggregator.application.connect;

import com.cloudaggregator.application.provider.Refusal.Denial;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.ownership.TransferToken;
import org.jspecify.annotations.Nullable;

/** Outcome of a callback. */
public sealed interface ConnectOutcome {

  /**
   * The caller is the owner, and their fresh credentials are stored.
   *
   * @param metDuplicate whether the insert was refused by the global unique index first
   */
  record Connected(CloudAccount account, boolean metDuplicate) implements ConnectOutcome {
    public Connected(CloudAccount account) {
      this(account, false);
    }
  }

  /**
   * Another user is the owner.
   *
   * @param account the account that the caller has just proven control of
   * @param offer goes into the fragment of the redirect and nowhere else
   */
  record Conflict(ProviderAccountId account, TransferToken offer) implements ConnectOutcome {}

  /**
   * The account to reconnect belongs to the caller, but they signed in to another one. Nothing has
   * changed.
   *
   * @param expected the account to reconnect
   * @param chosen label of the account that the caller signed in to
   */
  record OtherAccountChosen(Provider provider, AccountId expected, AccountLabel chosen)
      implements ConnectOutcome {}

  /**
   * No account is connected, and nothing has changed.
   *
   * @param denialOrNull only with {@link ConnectError#ACCESS_DENIED}, if the provider says why
   */
  record ConnectFailed(Provider provider, ConnectError reason, @Nullable Denial denialOrNull)
      implements ConnectOutcome {
    public ConnectFailed(Provider provider, ConnectError reason) {
      this(provider, reason, null);
    }
  }
}
