package com.cloudaggregator.application.transfer;

import com.cloudaggregator.domain.account.CloudAccount;
import java.time.Instant;

/** What became of a transfer. */
public sealed interface TransferOutcome {

  /**
   * @param idempotent this offer had moved it before; nothing was changed now
   */
  record Transferred(CloudAccount account, boolean idempotent) implements TransferOutcome {}

  record Refused(TransferRefusal reason) implements TransferOutcome {}

  /** The account has moved too often lately. */
  record CoolingDown(Instant until) implements TransferOutcome {}
}
