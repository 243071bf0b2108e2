package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;

/**
 * What an offer allows: the requester may take this account from exactly this owner at exactly this epoch, once, until
 * it expires. It is kept at our side; the token carries the id alone.
 *
 * @param expiresAt by the database's clock, to the second
 */
public record TransferGrant(
    TransferId id, UserId requester, AccountId account, UserId expectedOwner, Epoch expectedEpoch, Instant expiresAt) {

  public TransferGrant {
    if (requester.equals(expectedOwner)) {
      throw new IllegalArgumentException("Nobody is offered an account that he owns");
    }
  }
}
