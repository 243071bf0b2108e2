package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;

/** A request to start a flow. */
public record StartCommand(UserId user, Provider provider, RequestedMode mode) {

  /** What the user wants, before anything is known about the account. */
  public sealed interface RequestedMode {
    record Connect() implements RequestedMode {}

    /**
     * Connect the account that the user signed in to when another one was to be reconnected.
     *
     * @param label sent to the provider as {@code login_hint}
     */
    record ConnectChosen(AccountLabel label) implements RequestedMode {}

    record Reauthenticate() implements RequestedMode {}

    record Reconnect(AccountId account) implements RequestedMode {}
  }
}
