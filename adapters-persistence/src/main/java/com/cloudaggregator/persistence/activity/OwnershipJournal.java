package com.cloudaggregator.persistence.activity;

import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Records a change in the transaction that makes it: the history row or access event, and the event
 * for the host product. Times are the database's.
 */
@Component
public final class OwnershipJournal {
  /** The type of the event of a new owner. */
  public static final String CONNECTED = "account.connected";

  private final OwnershipHistoryJpaRepository history;
  private final AccessEventJpaRepository accessEvents;
  private final IdGenerator ids;

  OwnershipJournal(
      OwnershipHistoryJpaRepository history,
      AccessEventJpaRepository accessEvents,
      IdGenerator ids) {
    this.history = history;
    this.accessEvents = accessEvents;
    this.ids = ids;
  }

  public Instant adopted(AccountId id, ProviderAccountId account, UserId owner, Epoch epoch) {
    return record(id, account, epoch, null, owner, "adopted", null, CONNECTED);
  }

  /** With the e-mail to the former owner, if they want one. */
  public Instant transferred(
      AccountId id,
      ProviderAccountId account,
      UserId from,
      UserId to,
      Epoch epoch,
      TransferId transfer) {
    return record(id, account, epoch, from, to, "transferred", transfer, "ownership.transferred");
  }

  public Instant released(AccountId id, ProviderAccountId account, UserId owner, Epoch epoch) {
    return record(id, account, epoch, owner, null, "released", null, "account.released");
  }

  /** The owner has to sign in at the provider again. The trigger on the account's row tells it. */
  public void needsReconnect(CloudAccount account, UserId owner) {
    accessEvents.append(
        account.id().value(), account.epoch().value(), owner.value(), "needs_reconnect");
  }

  private Instant record(
      AccountId id,
      ProviderAccountId account,
      Epoch epoch,
      @Nullable UserId from,
      @Nullable UserId to,
      String cause,
      @Nullable TransferId transfer,
      String type) {
    UserId named = to != null ? to : from;
    return history.insertWithEvent(
        id.value(),
        epoch.value(),
        from == null ? null : from.value(),
        to == null ? null : to.value(),
        cause,
        transfer == null ? null : transfer.value(),
        ids.newId(),
        ids.newId(),
        type,
        account.provider().id(),
        named == null ? null : named.value());
  }
}
