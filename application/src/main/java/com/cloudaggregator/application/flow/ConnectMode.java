package com.cloudaggregator.application.flow;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.ProviderAccountId;

/** What the user wants of the flow. */
public sealed interface ConnectMode {

  /** An account that is new to him, as far as he knows. */
  record Connect() implements ConnectMode {}

  /** Consent once more, for whichever of his accounts he chooses at the provider. */
  record Reauthenticate() implements ConnectMode {}

  /**
   * This very account again.
   *
   * @param expected the only one that will do
   */
  record Reconnect(AccountId account, ProviderAccountId expected) implements ConnectMode {}
}
