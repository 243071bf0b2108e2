package com.cloudaggregator.application.testing;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.notice.Notices;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.TransferId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store as the contract tests need it: its ports, and access to internal state. */
public interface OwnershipStore {

  CloudAccounts accounts();

  TransferRequests requests();

  Notices notices();

  Revocations revocations();

  /** Whether a token is still stored for the revocation of this account. */
  boolean keepsTokenOf(DisconnectedAccount disconnected);

  Custody keeping();

  ExpiringTokens expiring();

  /** Sets how long the account's access token has been valid and how long it still is. */
  void letTokenStand(AccountId account, Duration lived, Duration left);

  /** Corrupts the account's access token. */
  void tamperWith(AccountId account);

  /** Lets the refresh lease of this account expire. */
  void letLeaseEnd(AccountId account);

  /** Lets the postponement of this account's refresh end. */
  void letPostponementEnd(AccountId account);

  /** The events for the host product, in order. */
  List<HostEvent> events(AccountId account);

  /**
   * An event.
   *
   * @param user the user that it names
   * @param reason only of {@code account.needs_reconnect}
   */
  record HostEvent(String type, UserId user, Epoch epoch, @Nullable ReconnectReason reason) {
    public static final String NEEDS_RECONNECT = "account.needs_reconnect";
    public static final String RECONNECTED = "account.reconnected";

    /** Whether it tells of a change of owner. */
    boolean isOfOwner() {
      return !type.equals(NEEDS_RECONNECT) && !type.equals(RECONNECTED);
    }
  }

  /** The epochs for which the host product was notified that the owner has to sign in, in order. */
  default List<Epoch> reconnectsAnnounced(AccountId account) {
    return events(account).stream()
        .filter(event -> event.type().equals(HostEvent.NEEDS_RECONNECT))
        .map(HostEvent::epoch)
        .toList();
  }

  /** Lets this offer expire. */
  void expire(TransferId offer);

  /** Corrupts the offer's parked credentials. */
  void tamperWith(TransferId offer);

  /** The changes of owner, by epoch. */
  List<Change> history(AccountId account);

  /** The epochs whose start was announced to the host product, in ascending order. */
  default List<Epoch> announced(AccountId account) {
    return events(account).stream().filter(HostEvent::isOfOwner).map(HostEvent::epoch).toList();
  }

  /**
   * The credentials of the current owner, opened at the current epoch; empty if none are stored.
   */
  Optional<Credentials> custody(AccountId account);

  /** One change of owner. */
  record Change(Epoch epoch, @Nullable UserId from, @Nullable UserId to, OwnerChangeCause cause) {}

  /** The cause of a change of owner. */
  enum OwnerChangeCause {
    CONNECTED,
    ADOPTED,
    TRANSFERRED,
    RELEASED
  }
}
