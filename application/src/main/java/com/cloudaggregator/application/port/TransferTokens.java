package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferToken;

/** The offers in the form that travels: signed, and saying nothing but for whom, which, and until when. */
public interface TransferTokens {

  TransferToken issue(TransferGrant grant);

  VerifyResult verify(TransferToken token);

  /** The answers to {@link #verify}. */
  sealed interface VerifyResult {
    record Valid(TransferId id, UserId requester) implements VerifyResult {}

    /** Ours in every respect, but too old. */
    record Expired() implements VerifyResult {}

    record Invalid() implements VerifyResult {}
  }
}
