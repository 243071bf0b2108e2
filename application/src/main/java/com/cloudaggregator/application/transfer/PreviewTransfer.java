package com.cloudaggregator.application.transfer;

import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.transfer.PreviewOutcome.Preview;
import com.cloudaggregator.application.transfer.PreviewOutcome.PreviewRefused;
import com.cloudaggregator.application.transfer.TransferRequests.Offer;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.TransferPreviewed;
import com.cloudaggregator.domain.ownership.TransferToken;
import java.util.Optional;

/**
 * Shows a requester what their offer would do. Changes nothing and says nothing about the current
 * owner.
 */
public final class PreviewTransfer {
  private final TransferTokens tokens;
  private final TransferRequests requests;
  private final AccountEvents events;
  private final TransferLimits limits;

  public PreviewTransfer(
      TransferTokens tokens,
      TransferRequests requests,
      AccountEvents events,
      TransferLimits limits) {
    this.tokens = tokens;
    this.requests = requests;
    this.events = events;
    this.limits = limits;
  }

  public PreviewOutcome preview(TransferToken token, UserId caller) {
    return switch (tokens.verify(token)) {
      case VerifyResult.Invalid() -> new PreviewRefused(TransferRefusal.TOKEN_INVALID);
      case VerifyResult.Expired() -> new PreviewRefused(TransferRefusal.TOKEN_EXPIRED);
      case VerifyResult.Valid(var id, var requester) ->
          requester.equals(caller)
              ? requests
                  .find(id)
                  .map(offer -> preview(offer, caller))
                  .orElseGet(() -> new PreviewRefused(TransferRefusal.NOT_FOUND))
              : new PreviewRefused(TransferRefusal.OTHER_USER);
    };
  }

  private PreviewOutcome preview(Offer offer, UserId caller) {
    CloudAccount account = offer.account();
    boolean isValid =
        account.isOwnedBy(offer.grant().expectedOwner())
            && account.epoch().equals(offer.grant().expectedEpoch());
    if (isValid && account.isFrozen()) {
      return new PreviewRefused(TransferRefusal.FROZEN);
    }
    if (isValid) {
      events.publish(new TransferPreviewed(account.providerAccount(), caller));
    }
    if (isValid || account.isOwnedBy(caller)) {
      return new Preview(
          account.providerAccount().provider(),
          offer.label().masked(),
          offer.grant().expiresAt(),
          account.isOwnedBy(caller),
          isValid ? requests.findPauseEnd(account.id(), limits) : Optional.empty());
    }
    return new PreviewRefused(TransferOwnership.refusalFor(account.owner(), caller));
  }
}
