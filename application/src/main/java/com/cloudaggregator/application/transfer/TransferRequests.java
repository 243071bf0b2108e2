package com.cloudaggregator.application.transfer;

import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Transfer offers and the transfer itself. Each call is one transaction; expiry is measured by the
 * database clock.
 *
 * <p>Every method may throw {@link StoreException}; it has changed nothing then.
 */
public interface TransferRequests {

  /**
   * Parks the requester's credentials, sealed, under a new offer for this owner and epoch. Replaces
   * an unused offer of the same requester for the same account. Waits for a change of the account
   * that is under way, so that no offer names an owner who is gone.
   *
   * @param timeToLive until the offer expires
   * @param liveOffers maximum number of unexpired, unused offers per user
   */
  OfferResult offer(NewClaim claim, OwnedByAnother ownership, Duration timeToLive, int liveOffers);

  /** Results of {@link #offer}. */
  sealed interface OfferResult {
    record Offered(TransferGrant grant) implements OfferResult {}

    /** The requester has the maximum number of offers. Nothing has been stored. */
    record TooManyOffers() implements OfferResult {}

    /** The owner or epoch has changed, or the account is frozen. Nothing has been stored. */
    record NoLongerOwned() implements OfferResult {}
  }

  /**
   * The offer and the current state of its account; empty if there is no such offer or it has been
   * purged.
   */
  Optional<Offer> find(TransferId id);

  /**
   * An offer and its account.
   *
   * @param label from the requester's own sign-in
   */
  record Offer(TransferGrant grant, CloudAccount account, AccountLabel label) {}

  /**
   * When the account may be moved again; empty if it may be moved now. Advice for the requester
   * only: {@link #transfer} decides.
   */
  Optional<Instant> findPauseEnd(AccountId account, TransferLimits limits);

  /**
   * Transfers the account in one transaction, which locks the request first and the account second.
   * The account moves to the requester, at the next epoch, by compare-and-set on the expected owner
   * and epoch, with the requester's parked credentials; the former owner's credentials are
   * destroyed. The history row, the notice, the outbox row and the use of the offer are stored with
   * it. If the outcome of the commit is unknown, the result is read again by the id.
   *
   * @param requester must be the user the offer was made to
   */
  TransferResult transfer(TransferId id, UserId requester, TransferLimits limits);

  /**
   * How often one account may be transferred.
   *
   * @param cooldown minimum time between two transfers; zero for none
   * @param maxPerDay maximum number of transfers within 24 hours, at least 1
   */
  record TransferLimits(Duration cooldown, int maxPerDay) {}

  /** Results of {@link #transfer}. Only {@code Moved} has changed anything. */
  sealed interface TransferResult {
    record Moved(CloudAccount account, UserId formerOwner) implements TransferResult {}

    /** This offer has already moved the account, and the requester still owns it at that epoch. */
    record AlreadyMoved(CloudAccount account) implements TransferResult {}

    /** Owner or epoch are no longer the expected ones. */
    record OwnerChanged(Optional<UserId> currentOwner) implements TransferResult {}

    record Expired() implements TransferResult {}

    /** The offer was made to another user. */
    record OtherUser() implements TransferResult {}

    /** The account has been transferred too often. */
    record CoolingDown(Instant until) implements TransferResult {}

    /** An operator has frozen the account. */
    record Frozen() implements TransferResult {}

    /** There is no such offer. */
    record Unknown() implements TransferResult {}

    /** The parked credentials cannot be opened: the row was changed, or its key is missing. */
    record Unreadable() implements TransferResult {}
  }
}
