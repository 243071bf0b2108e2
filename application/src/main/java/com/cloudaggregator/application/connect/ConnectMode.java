package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.ProviderAccountId;

/** The purpose of a flow. */
public sealed interface ConnectMode {

  /** Connect an account. */
  record Connect() implements ConnectMode {}

  /** Ask for consent again, for the account that the user picks at the provider. */
  record Reauthenticate() implements ConnectMode {}

  /**
   * Reconnect one particular account.
   *
   * @param expected the only provider account that is accepted
   */
  record Reconnect(AccountId account, ProviderAccountId expected) implements ConnectMode {}
}
