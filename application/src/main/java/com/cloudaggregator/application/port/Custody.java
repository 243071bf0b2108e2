package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that are held for the owner of an account, and the right to refresh them, which one caller has at a
 * time. Each call is one transaction of its own, and none waits for a provider; the database's clock decides how long a
 * lease or a postponement lasts. Whatever changes something names owner, epoch and version, and changes nothing where
 * they are past: what comes late for a former owner is lost.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has left nothing behind.
 */
public interface Custody {

  /** What is held, as committed; absent alike when there is no such account and when it is someone else's. */
  Optional<Holding> read(AccountId id, UserId owner);

  /** Whether this user owned the account from this epoch on, now or then. */
  boolean wasOwner(AccountId id, UserId user, Epoch epoch);

  /**
   * What is held for an owner at one moment.
   *
   * @param account owned by him
   * @param version counts how often credentials were stored; never lowered within an epoch
   * @param credentialsOrNull null when they do not open in their place
   * @param leasedFor how long someone else has the right to refresh; zero when nobody has it
   * @param postponedFor how long nobody may refresh; zero when anyone may
   * @param trouble why it is postponed; null when it is not
   * @param failures refreshes in a row that failed for a reason that may pass
   */
  record Holding(
      CloudAccount account,
      long version,
      @Nullable Credentials credentialsOrNull,
      Duration leasedFor,
      Duration postponedFor,
      @Nullable RefreshTrouble trouble,
      int failures) {

    public Optional<Credentials> credentials() {
      return Optional.ofNullable(credentialsOrNull);
    }
  }

  /**
   * Takes the right to refresh what was seen. Of any number of callers on any number of nodes one at most gets it, and
   * nobody else before it is given back or over. Absent when someone else has it, when it is postponed, when the account
   * needs its owner, and when owner, epoch or version are other ones by now: whoever wants to know, reads again.
   *
   * @param time after which the right is over, as when its holder has died
   */
  Optional<Lease> lease(Holding seen, Duration time);

  /**
   * The right to refresh.
   *
   * @param of what was seen when it was taken
   * @param unknownForOrNull how long ago a refresh of this version began to be of unknown outcome: its answer was lost,
   *     or its holder was never heard of again; null when there is none such
   */
  record Lease(UUID id, Holding of, @Nullable Duration unknownForOrNull) {
    public Optional<Duration> unknownFor() {
      return Optional.ofNullable(unknownForOrNull);
    }
  }

  /**
   * Stores what the refresh brought, as the next version, if owner, epoch and version are still those of the lease. The
   * lease itself may be over: the first credentials that come for a version are taken, since a provider that rotates
   * refresh tokens has ended the stored one by giving them. Where they have no refresh token the stored one stays. Where
   * {@link Revocations#doubt} was said since the lease saw the account, they are stored and count as expired.
   */
  StoreResult store(Lease lease, Credentials fresh);

  /** The answers to {@link #store} and {@link #needsReconnect}. */
  enum StoreResult {
    STORED,
    /** Only of {@link #store}: kept for the next refresh, and of no use before it, since the grant may have ended. */
    DOUBTED,
    /** Owner, epoch or version are past, or for {@link #needsReconnect} the lease is; nothing is changed. */
    SUPERSEDED
  }

  /** Gives the right back after a failure that may pass; until then nobody may refresh. */
  void postpone(Lease lease, RefreshTrouble trouble, Duration time, boolean mayHaveHappened);

  /**
   * Marks the account as out of reach until its owner signs in, together with the event for the host product, once for
   * each version. Whoever lost the lease has no word in it any more.
   */
  StoreResult needsReconnect(Lease lease, ReconnectReason reason);
}
