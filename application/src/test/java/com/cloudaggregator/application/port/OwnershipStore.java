package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.TransferId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store as the contract tests see it: four ports over the same rows, and what only the store itself can do or tell.
 */
public interface OwnershipStore {

  CloudAccounts accounts();

  TransferRequests requests();

  Notices notices();

  Revocations revocations();

  /** Whether a token is still kept for the revocation of this. */
  boolean keepsTokenOf(DisconnectedAccount disconnected);

  Custody keeping();

  ExpiringTokens expiring();

  /** Lets the account's access token have lived so long, and still live so long. */
  void letTokenStand(AccountId account, Duration lived, Duration left);

  /** Puts something else into the place of the account's access token. */
  void tamperWith(AccountId account);

  /** Lets the time of whoever refreshes this account be over, long ago. */
  void letLeaseEnd(AccountId account);

  /** Lets the time be over for which nobody may refresh this account. */
  void letPostponementEnd(AccountId account);

  /** The epochs at which the host product is told that the owner has to sign in, in order. */
  List<Epoch> reconnectsAnnounced(AccountId account);

  /** Lets the time of this offer be over. */
  void expire(TransferId offer);

  /** Puts something else into the place of the offer's parked credentials. */
  void tamperWith(TransferId offer);

  /** The changes of owner, by epoch. */
  List<Change> history(AccountId account);

  /** The epochs whose beginning an event tells the host product, in rising order. */
  List<Epoch> announced(AccountId account);

  /** What is kept for the present owner, opened in the place of his epoch; empty when nothing is kept. */
  Optional<Credentials> custody(AccountId account);

  /** One change of owner. */
  record Change(Epoch epoch, @Nullable UserId from, @Nullable UserId to, Cause cause) {}

  /** What changed the owner. */
  enum Cause {
    CONNECTED,
    ADOPTED,
    TRANSFERRED,
    RELEASED
  }
}
