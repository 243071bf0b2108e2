package com.cloudaggregator.application.disconnect;

import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.ownership.RevocationState;

/** Outcome of disconnecting an account. */
public sealed interface DisconnectOutcome {
  /**
   * @param revocation the current state of the revocation at the provider
   */
  record Disconnected(CloudAccount account, RevocationState revocation)
      implements DisconnectOutcome {}

  /** No such account, or it belongs to another user. */
  record AccountNotFound() implements DisconnectOutcome {}
}
