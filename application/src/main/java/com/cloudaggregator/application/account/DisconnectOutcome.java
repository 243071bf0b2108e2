package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.ownership.RevocationState;

/** What became of the wish to let an account go. */
public sealed interface DisconnectOutcome {
  /** @param revocation how far the grant is withdrawn at the provider by now */
  record Disconnected(CloudAccount account, RevocationState revocation) implements DisconnectOutcome {}

  /** No such account, or not the caller's: the same answer for both. */
  record NotFound() implements DisconnectOutcome {}
}
