package com.cloudaggregator.application.port;

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
 * The offers of a transfer and the transfer itself. Each call is one transaction of its own; the database's clock
 * decides what is expired.
 *
 * <p>Every call may throw {@link StorageException}; then it has left nothing behind.
 */
public interface TransferRequests {

  /**
   * Parks the requester's credentials, encrypted, under a new offer for this owner and epoch. An older unused offer of
   * the same requester for the same account is replaced.
   *
   * @param timeToLive until the offer expires
   * @param liveOffers how many unexpired, unused offers one user may hold
   */
  OfferResult offer(NewClaim claim, OwnedByAnother standing, Duration timeToLive, int liveOffers);

  /** The answers to {@link #offer}. */
  sealed interface OfferResult {
    record Offered(TransferGrant grant) implements OfferResult {}

    /** The requester holds as many offers as he may; nothing is stored. */
    record TooManyOffers() implements OfferResult {}
  }

  /** The offer with the account that it is about, as it stands now; absent when it never was or is purged. */
  Optional<Offer> find(TransferId id);

  /**
   * An offer and its account.
   *
   * @param label as the requester's own sign-in named it
   */
  record Offer(TransferGrant grant, CloudAccount account, AccountLabel label) {}

  /**
   * The transfer, in one transaction, locks taken in the order request, account: the account moves to the requester by
   * compare-and-set on the expected owner and epoch, one epoch on, with the requester's own parked credentials; the
   * former owner's are destroyed. History row, notice for the former owner, outbox row and the use of the offer are
   * stored with it. When the outcome of the commit is unknown, the answer is read again by the id.
   *
   * @param requester must be the offer's
   */
  TransferResult transfer(TransferId id, UserId requester, Pace pace);

  /**
   * How often one account may move.
   *
   * @param cooldown the least time between two moves; zero for none
   * @param maxPerDay moves within 24 hours, at least 1
   */
  record Pace(Duration cooldown, int maxPerDay) {}

  /** The answers to {@link #transfer}. All but {@code Moved} have changed nothing. */
  sealed interface TransferResult {
    record Moved(CloudAccount account, UserId formerOwner) implements TransferResult {}

    /** This very offer has moved it before, and the requester still owns it at that epoch. */
    record AlreadyMoved(CloudAccount account) implements TransferResult {}

    /** Owner or epoch are not the expected ones any more. */
    record OwnerChanged(Optional<UserId> ownerNow) implements TransferResult {}

    record Expired() implements TransferResult {}

    /** The offer is another user's. */
    record OtherUser() implements TransferResult {}

    /** The account has moved too often. */
    record CoolingDown(Instant until) implements TransferResult {}

    /** No such offer. */
    record Unknown() implements TransferResult {}

    /** The parked credentials do not open: the row was tampered with, or its key is gone. */
    record Unreadable() implements TransferResult {}
  }
}
