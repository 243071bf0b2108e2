package com.cloudaggregator.application.transfer;

import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferToken;

/**
 * Offers in the form that is sent: a signed token that says only for which user, which offer, and
 * until when.
 */
public interface TransferTokens {

  TransferToken issue(TransferGrant grant);

  /**
   * @throws com.cloudaggregator.application.StoreException if another running node has the key that
   *     the token names
   */
  VerifyResult verify(TransferToken token);

  /** Results of {@link #verify}. */
  sealed interface VerifyResult {
    record Valid(TransferId id, UserId requester) implements VerifyResult {}

    /** One of our tokens, valid except for its age. */
    record Expired() implements VerifyResult {}

    record Invalid() implements VerifyResult {}
  }
}
