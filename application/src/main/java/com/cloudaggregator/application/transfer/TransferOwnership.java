package com.cloudaggregator.application.transfer;

import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.transfer.TransferOutcome.CoolingDown;
import com.cloudaggregator.application.transfer.TransferOutcome.TransferRefused;
import com.cloudaggregator.application.transfer.TransferOutcome.Transferred;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipTransferred;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferToken;
import java.util.Optional;

/**
 * Moves an account to the user who has proven control of it and requests the transfer. The token
 * identifies the offer; whether the offer is still valid is decided in the database, in one
 * transaction.
 */
public final class TransferOwnership {
  private final TransferTokens tokens;
  private final TransferRequests requests;
  private final AccountEvents events;
  private final TransferLimits limits;

  public TransferOwnership(
      TransferTokens tokens,
      TransferRequests requests,
      AccountEvents events,
      TransferLimits limits) {
    this.tokens = tokens;
    this.requests = requests;
    this.events = events;
    this.limits = limits;
  }

  public TransferOutcome transfer(TransferToken token, UserId caller) {
    return switch (tokens.verify(token)) {
      case VerifyResult.Invalid() -> new TransferRefused(TransferRefusal.TOKEN_INVALID);
      case VerifyResult.Expired() -> new TransferRefused(TransferRefusal.TOKEN_EXPIRED);
      case VerifyResult.Valid(var id, var requester) ->
          requester.equals(caller)
              ? transfer(id, caller)
              : new TransferRefused(TransferRefusal.OTHER_USER);
    };
  }

  private TransferOutcome transfer(TransferId id, UserId caller) {
    return switch (requests.transfer(id, caller, limits)) {
      case TransferResult.Moved(var account, var formerOwner) -> {
        events.publish(
            new OwnershipTransferred(
                account.providerAccount(), account.id(), id, formerOwner, caller, account.epoch()));
        yield new Transferred(account, false);
      }
      case TransferResult.AlreadyMoved(var account) -> new Transferred(account, true);
      case TransferResult.OwnerChanged(var currentOwner) ->
          new TransferRefused(refusalFor(currentOwner, caller));
      case TransferResult.Expired() -> new TransferRefused(TransferRefusal.TOKEN_EXPIRED);
      case TransferResult.OtherUser() -> new TransferRefused(TransferRefusal.OTHER_USER);
      case TransferResult.CoolingDown(var until) -> new CoolingDown(until);
      case TransferResult.Frozen() -> new TransferRefused(TransferRefusal.FROZEN);
      case TransferResult.Unknown() -> new TransferRefused(TransferRefusal.NOT_FOUND);
      case TransferResult.Unreadable() -> new TransferRefused(TransferRefusal.TOKEN_INVALID);
    };
  }

  /** Why an offer is no longer valid, as far as the requester may know. */
  static TransferRefusal refusalFor(Optional<UserId> currentOwner, UserId caller) {
    if (currentOwner.isEmpty()) {
      return TransferRefusal.RELEASED;
    }
    return currentOwner.get().equals(caller)
        ? TransferRefusal.ALREADY_OWNER
        : TransferRefusal.OWNER_CHANGED;
  }
}
