package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;

/**
 * Identifies an activity entry within the list of one user. An epoch of an account has exactly one
 * change of owner.
 *
 * @param sequence 0 for the change of owner; greater for entries that follow within the epoch
 */
public record ActivityCursor(AccountId account, Epoch epoch, long sequence) {
  public ActivityCursor(AccountId account, Epoch epoch) {
    this(account, epoch, 0);
  }
}
