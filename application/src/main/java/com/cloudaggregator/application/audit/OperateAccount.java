package com.cloudaggregator.application.audit;

import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.audit.OperatorActions.ActionResult;
import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import java.time.Duration;

/** Freezes, unfreezes or releases an account on an operator's order. */
public final class OperateAccount {
  private final OperatorActions actions;
  private final Providers providers;
  private final AccountEvents events;
  private final Duration delay;

  /**
   * @param delay before the grant of a released account is revoked
   */
  public OperateAccount(
      OperatorActions actions, Providers providers, AccountEvents events, Duration delay) {
    this.actions = actions;
    this.providers = providers;
    this.events = events;
    this.delay = delay;
  }

  /** What an operator can do. */
  public enum Action {
    FREEZE,
    UNFREEZE,
    RELEASE
  }

  /**
   * @return false if nothing has changed, because the account has changed since the operator saw it
   */
  public boolean perform(Action action, OperatorOrder order) {
    ActionResult result =
        switch (action) {
          case FREEZE -> actions.freeze(order);
          case UNFREEZE -> actions.unfreeze(order);
          case RELEASE -> actions.release(order, RevocationTerms.of(providers.all(), delay));
        };
    return switch (result) {
      case ActionResult.Done(var account) -> {
        if (action == Action.RELEASE) {
          account
              .owner()
              .ifPresent(
                  owner ->
                      events.publish(
                          new AccountReleased(
                              account.providerAccount(),
                              account.id(),
                              owner,
                              account.epoch().next())));
        }
        yield true;
      }
      case ActionResult.NothingToDo() -> false;
    };
  }
}
