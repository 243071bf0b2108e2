package com.cloudaggregator.application.transfer;

import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.TransferRequests;
import com.cloudaggregator.application.port.TransferRequests.Offer;
import com.cloudaggregator.application.port.TransferTokens;
import com.cloudaggregator.application.port.TransferTokens.VerifyResult;
import com.cloudaggregator.application.transfer.PreviewOutcome.Preview;
import com.cloudaggregator.application.transfer.PreviewOutcome.Refused;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.TransferPreviewed;
import com.cloudaggregator.domain.ownership.TransferToken;

/** Tells a requester what his offer would do. It changes nothing, and says nothing of the present owner. */
public final class PreviewTransfer {
  private final TransferTokens tokens;
  private final TransferRequests requests;
  private final AccountEvents events;

  public PreviewTransfer(TransferTokens tokens, TransferRequests requests, AccountEvents events) {
    this.tokens = tokens;
    this.requests = requests;
    this.events = events;
  }

  public PreviewOutcome preview(TransferToken token, UserId caller) {
    return switch (tokens.verify(token)) {
      case VerifyResult.Invalid() -> new Refused(TransferRefusal.TOKEN_INVALID);
      case VerifyResult.Expired() -> new Refused(TransferRefusal.TOKEN_EXPIRED);
      case VerifyResult.Valid(var id, var requester) ->
          requester.equals(caller)
              ? requests.find(id)
                  .map(offer -> preview(offer, caller))
                  .orElseGet(() -> new Refused(TransferRefusal.NOT_FOUND))
              : new Refused(TransferRefusal.OTHER_USER);
    };
  }

  private PreviewOutcome preview(Offer offer, UserId caller) {
    CloudAccount account = offer.account();
    boolean stands = account.isOwnedBy(offer.grant().expectedOwner())
        && account.epoch().equals(offer.grant().expectedEpoch());
    if (stands) {
      events.publish(new TransferPreviewed(account.providerAccount(), caller));
    }
    if (stands || account.isOwnedBy(caller)) {
      return new Preview(
          account.providerAccount().provider(),
          offer.label().masked(),
          offer.grant().expiresAt(),
          account.isOwnedBy(caller));
    }
    return new Refused(TransferOwnership.refusalFor(account.owner(), caller));
  }
}
