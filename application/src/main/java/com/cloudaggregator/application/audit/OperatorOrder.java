package com.cloudaggregator.application.audit;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;

/**
 * What an operator orders, and why.
 *
 * @param epoch that the operator saw; the action applies to no other
 * @param reason for the history, 1 to {@value #MAX_REASON} characters
 */
public record OperatorOrder(AccountId account, Epoch epoch, UserId operator, String reason) {
  /** Maximum length of a reason. */
  public static final int MAX_REASON = 500;

  public OperatorOrder {
    if (reason.isBlank() || reason.length() > MAX_REASON) {
      throw new IllegalArgumentException("A reason has 1 to " + MAX_REASON + " characters");
    }
  }
}
