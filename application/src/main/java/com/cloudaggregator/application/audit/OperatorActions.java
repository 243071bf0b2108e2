package com.cloudaggregator.application.audit;

import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;

/**
 * What operators do to an account. Each call is one transaction: the change and the row that says
 * who did it and why are stored together, or not at all.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface OperatorActions {

  /**
   * @param epoch that the operator saw; the action applies to no other
   * @param reason for the history, 1 to {@value #MAX_REASON} characters
   */
  record Order(AccountId account, Epoch epoch, UserId operator, String reason) {
    /** Maximum length of a reason. */
    public static final int MAX_REASON = 500;

    public Order {
      if (reason.isBlank() || reason.length() > MAX_REASON) {
        throw new IllegalArgumentException("A reason has 1 to " + MAX_REASON + " characters");
      }
    }
  }

  /** Results of all actions. */
  sealed interface ActionResult {
    /**
     * @param account before the action
     */
    record Done(CloudAccount account) implements ActionResult {}

    /**
     * There is no such account, it has another epoch by now, or it is already in the state that the
     * action leads to. Nothing has changed.
     */
    record NothingToDo() implements ActionResult {}
  }

  /** From now on, the account vends no token, and is neither reconnected nor given to a user. */
  ActionResult freeze(Order order);

  ActionResult unfreeze(Order order);

  /** Ends the ownership as the owner could, for an owner who has left. */
  ActionResult release(Order order, RevocationTerms revocable);
}
