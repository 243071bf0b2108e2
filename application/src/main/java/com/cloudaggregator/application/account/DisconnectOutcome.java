package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.CloudAccount;

/** What became of the wish to let an account go. */
public sealed interface DisconnectOutcome {
  record Disconnected(CloudAccount account) implements DisconnectOutcome {}

  /** No such account, or not the caller's: the same answer for both. */
  record NotFound() implements DisconnectOutcome {}
}
