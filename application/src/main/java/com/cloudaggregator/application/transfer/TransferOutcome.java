package com.cloudaggregator.application.transfer;

import com.cloudaggregator.domain.account.CloudAccount;
import java.time.Instant;

/** Outcome of a transfer. */
public sealed interface TransferOutcome {

  /**
   * @param idempotent whether this offer had been used before; nothing has changed now
   */
  record Transferred(CloudAccount account, boolean idempotent) implements TransferOutcome {}

  record TransferRefused(TransferRefusal reason) implements TransferOutcome {}

  /** The account was moved too often recently. */
  record CoolingDown(Instant until) implements TransferOutcome {}
}
