package com.cloudaggregator.application.transfer;

import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;

/** What an offer would do, or why it can do nothing. */
public sealed interface PreviewOutcome {

  /**
   * @param maskedLabel of the account that the requester has just signed in to
   * @param alreadyYours the requester is the owner by now
   */
  record Preview(Provider provider, String maskedLabel, Instant expiresAt, boolean alreadyYours)
      implements PreviewOutcome {}

  record Refused(TransferRefusal reason) implements PreviewOutcome {}
}
