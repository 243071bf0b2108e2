package com.cloudaggregator.application.transfer;

import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.TransferRequests;
import com.cloudaggregator.application.port.TransferRequests.Pace;
import com.cloudaggregator.application.port.TransferRequests.TransferResult;
import com.cloudaggregator.application.port.TransferTokens;
import com.cloudaggregator.application.port.TransferTokens.VerifyResult;
import com.cloudaggregator.application.transfer.TransferOutcome.CoolingDown;
import com.cloudaggregator.application.transfer.TransferOutcome.Refused;
import com.cloudaggregator.application.transfer.TransferOutcome.Transferred;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipTransferred;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferToken;
import java.util.Optional;

/**
 * Moves an account to the user who has proven control of it and asks for it. The token says which offer; whether it
 * still holds is decided in the database, in one transaction.
 */
public final class TransferOwnership {
  private final TransferTokens tokens;
  private final TransferRequests requests;
  private final AccountEvents events;
  private final Pace pace;

  public TransferOwnership(TransferTokens tokens, TransferRequests requests, AccountEvents events, Pace pace) {
    this.tokens = tokens;
    this.requests = requests;
    this.events = events;
    this.pace = pace;
  }

  public TransferOutcome transfer(TransferToken token, UserId caller) {
    return switch (tokens.verify(token)) {
      case VerifyResult.Invalid() -> new Refused(TransferRefusal.TOKEN_INVALID);
      case VerifyResult.Expired() -> new Refused(TransferRefusal.TOKEN_EXPIRED);
      case VerifyResult.Valid(var id, var requester) ->
          requester.equals(caller) ? transfer(id, caller) : new Refused(TransferRefusal.OTHER_USER);
    };
  }

  private TransferOutcome transfer(TransferId id, UserId caller) {
    return switch (requests.transfer(id, caller, pace)) {
      case TransferResult.Moved(var account, var formerOwner) -> {
        events.publish(new OwnershipTransferred(
            account.providerAccount(), account.id(), id, formerOwner, caller, account.epoch()));
        yield new Transferred(account, false);
      }
      case TransferResult.AlreadyMoved(var account) -> new Transferred(account, true);
      case TransferResult.OwnerChanged(var ownerNow) -> new Refused(refusalFor(ownerNow, caller));
      case TransferResult.Expired() -> new Refused(TransferRefusal.TOKEN_EXPIRED);
      case TransferResult.OtherUser() -> new Refused(TransferRefusal.OTHER_USER);
      case TransferResult.CoolingDown(var until) -> new CoolingDown(until);
      case TransferResult.Unknown() -> new Refused(TransferRefusal.NOT_FOUND);
      case TransferResult.Unreadable() -> new Refused(TransferRefusal.TOKEN_INVALID);
    };
  }

  /** An offer does not hold any more: why, as far as the requester may know. */
  static TransferRefusal refusalFor(Optional<UserId> ownerNow, UserId caller) {
    if (ownerNow.isEmpty()) {
      return TransferRefusal.RELEASED;
    }
    return ownerNow.get().equals(caller) ? TransferRefusal.ALREADY_OWNER : TransferRefusal.OWNER_CHANGED;
  }
}
