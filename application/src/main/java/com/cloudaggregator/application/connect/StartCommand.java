package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;

/** A user's wish to begin a flow. */
public record StartCommand(UserId user, Provider provider, Wish wish) {

  /** What he says that he wants, before anything is known of the account. */
  public sealed interface Wish {
    record Connect() implements Wish {}

    /**
     * An account that he has just signed in to, when another one was to be reconnected.
     *
     * @param label goes to the provider as the hint whom to sign in
     */
    record ConnectChosen(AccountLabel label) implements Wish {}

    record Reauthenticate() implements Wish {}

    record Reconnect(AccountId account) implements Wish {}
  }
}
