package com.cloudaggregator.application.audit;

import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.domain.account.CloudAccount;

/**
 * What operators do to an account. Each call is one transaction: the change and the row that says
 * who did it and why are stored together, or not at all.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface OperatorActions {

  /** Results of all actions. */
  sealed interface ActionResult {
    /**
     * @param account before the action
     */
    record Done(CloudAccount account) implements ActionResult {}

    /**
     * There is no such account, its epoch has changed, or it is already in the state that the
     * action leads to. Nothing has changed.
     */
    record NothingToDo() implements ActionResult {}
  }

  /** From now on, the account vends no token, and is neither reconnected nor given to a user. */
  ActionResult freeze(OperatorOrder order);

  ActionResult unfreeze(OperatorOrder order);

  /** Ends the ownership as the owner could, for an owner who has left. */
  ActionResult release(OperatorOrder order, RevocationTerms revocable);
}
