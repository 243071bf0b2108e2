package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;

/**
 * The rule of a single owner, for a proof of control that met an existing row: what the row means
 * for the claimant. Only a compare-and-set on the epoch of this account may act on it.
 */
public sealed interface Ownership {

  /** The claimant already owns the account: their credentials are renewed at the same epoch. */
  record SameOwner(CloudAccount account) implements Ownership {}

  /** The account has no owner: the claimant becomes the owner at the next epoch. */
  record Released(CloudAccount account) implements Ownership {
    public Epoch adoptedAt() {
      return account.epoch().next();
    }
  }

  /**
   * Another user owns the account. It moves only if the claimant accepts an offer, which is valid
   * for this owner and epoch only.
   */
  record OwnedByAnother(CloudAccount account, UserId owner) implements Ownership {}

  /** Decides by user id alone; labels and email addresses are ignored. */
  static Ownership decide(CloudAccount existing, UserId claimant) {
    UserId owner = existing.ownerOrNull();
    if (owner == null || existing.status() == AccountStatus.RELEASED) {
      return new Released(existing);
    }
    return owner.equals(claimant) ? new SameOwner(existing) : new OwnedByAnother(existing, owner);
  }
}
