package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;

/**
 * The rule of one owner, for a proof of control that met an existing row. It says what the row means for the claimant;
 * only a compare-and-set on the epoch named here may act on it.
 */
public sealed interface Ownership {

  /** The claimant is the owner already: his credentials are renewed at the same epoch. */
  record SameOwner(CloudAccount account) implements Ownership {}

  /** Nobody owns it any more: whoever proves control becomes the owner, one epoch on. */
  record Released(CloudAccount account) implements Ownership {
    public Epoch adoptedAt() {
      return account.epoch().next();
    }
  }

  /** Someone else owns it. Nothing moves without the claimant's word; an offer holds for this owner and epoch alone. */
  record OwnedByAnother(CloudAccount account, UserId owner) implements Ownership {}

  /** Decides by identity of users alone; labels and e-mail addresses take no part. */
  static Ownership decide(CloudAccount existing, UserId claimant) {
    UserId owner = existing.ownerOrNull();
    if (owner == null || existing.status() == AccountStatus.RELEASED) {
      return new Released(existing);
    }
    return owner.equals(claimant) ? new SameOwner(existing) : new OwnedByAnother(existing, owner);
  }
}
