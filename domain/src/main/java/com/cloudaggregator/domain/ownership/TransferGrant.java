package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;

/**
 * What an offer allows: the requester may take this account from this owner at this epoch, once,
 * until it expires. It is stored here; the token carries only its id.
 *
 * @param expiresAt by the database clock, in whole seconds
 */
public record TransferGrant(
    TransferId id,
    UserId requester,
    AccountId account,
    UserId expectedOwner,
    Epoch expectedEpoch,
    Instant expiresAt) {

  public TransferGrant {
    if (requester.equals(expectedOwner)) {
      throw new IllegalArgumentException("A user must not be offered an account that they own");
    }
  }
}
