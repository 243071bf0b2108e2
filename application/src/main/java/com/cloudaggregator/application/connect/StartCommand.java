package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;

/** A user's wish to begin a flow. */
public record StartCommand(UserId user, Provider provider, Wish wish) {

  /** What he says that he wants, before anything is known of the account. */
  public sealed interface Wish {
    record Connect() implements Wish {}

    record Reauthenticate() implements Wish {}

    record Reconnect(AccountId account) implements Wish {}
  }
}
