package com.cloudaggregator.application.transfer;

import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import java.util.Optional;

/** What an offer would do, or why it cannot be used. */
public sealed interface PreviewOutcome {

  /**
   * @param maskedLabel of the account that the requester signed in to
   * @param alreadyYours whether the requester already owns the account
   * @param pausedUntil when the account may be moved; empty if it may be moved now
   */
  record Preview(
      Provider provider,
      String maskedLabel,
      Instant expiresAt,
      boolean alreadyYours,
      Optional<Instant> pausedUntil)
      implements PreviewOutcome {}

  record PreviewRefused(TransferRefusal reason) implements PreviewOutcome {}
}
