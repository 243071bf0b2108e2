package com.cloudaggregator.application.token;

import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored credentials of account owners, and the lease that lets one caller at a time refresh
 * them. Each call is one transaction; no transaction waits for a provider. Leases and postponements
 * are measured by the database clock. Every change names owner, epoch and version and has no effect
 * if they are no longer current, so a late result for a former owner is discarded.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface Custody {

  /**
   * The committed state.
   *
   * @return empty if there is no such account or it belongs to another user
   */
  Optional<CredentialState> read(AccountId id, UserId owner);

  /** Whether this user became the owner at this epoch, now or in the past. */
  boolean wasOwner(AccountId id, UserId user, Epoch epoch);

  /**
   * The state of an owner's credentials at one moment.
   *
   * @param account belongs to the owner
   * @param version increases whenever credentials are stored; never decreases within an epoch
   * @param credentialsOrNull null if they cannot be opened
   * @param leaseRemaining how long another caller still holds the lease; zero if none does
   * @param postponedFor how long no caller may refresh; zero if refreshing is allowed
   * @param refreshFailure why refreshing is postponed; null if it is not
   * @param failures number of consecutive transient failures
   */
  record CredentialState(
      CloudAccount account,
      long version,
      @Nullable Credentials credentialsOrNull,
      Duration leaseRemaining,
      Duration postponedFor,
      @Nullable RefreshFailure refreshFailure,
      int failures) {

    public Optional<Credentials> credentials() {
      return Optional.ofNullable(credentialsOrNull);
    }
  }

  /**
   * Takes the lease to refresh this state. Of any number of callers on all nodes, at most one gets
   * it, and no other until it is returned or expires.
   *
   * @param time after which the lease expires, in case its holder dies
   * @return empty if another caller holds the lease, if refreshing is postponed, if the account
   *     needs to be reconnected, or if owner, epoch or version have changed; read the state again
   *     to find out
   */
  Optional<Lease> lease(CredentialState state, Duration time);

  /**
   * The exclusive right to refresh.
   *
   * @param state for which it was taken
   * @param outcomeUnknownForOrNull how long ago a refresh of this version began whose outcome is
   *     unknown, because its answer was lost or its holder died; null if there is none
   */
  record Lease(UUID id, CredentialState state, @Nullable Duration outcomeUnknownForOrNull) {
    public Optional<Duration> outcomeUnknownFor() {
      return Optional.ofNullable(outcomeUnknownForOrNull);
    }
  }

  /**
   * Stores refreshed credentials as the next version if owner, epoch and version are still those of
   * the lease. The lease itself may have expired: the first credentials for a version are accepted,
   * since a provider that rotates refresh tokens has already invalidated the stored one. Without a
   * new refresh token, the stored one stays. If {@link Revocations#expireSuccessorToken} was called
   * since the state of the lease was read, the access token is stored as expired.
   */
  StoreResult store(Lease lease, Credentials fresh);

  /** Results of {@link #store} and {@link #markNeedsReconnect}. */
  enum StoreResult {
    STORED,
    /**
     * Only for {@link #store}: stored for the next refresh, but the access token counts as expired,
     * since the grant may have been revoked.
     */
    STORED_EXPIRED,
    /**
     * Owner, epoch or version are no longer current; for {@link #markNeedsReconnect} also if the
     * lease is lost. Nothing has changed.
     */
    SUPERSEDED
  }

  /**
   * Returns a lease without having called the provider. Nothing else changes: others may refresh at
   * once, and the outcome of an earlier refresh stays as known or unknown as it was. Does nothing
   * if the lease is lost.
   */
  void returnUnused(Lease lease);

  /**
   * Returns the lease after a transient failure; no caller may refresh for the given time. Does
   * nothing if the lease is lost.
   *
   * @param mayHaveHappened whether the provider may have refreshed the token although its answer
   *     was lost
   */
  void postpone(Lease lease, RefreshFailure failure, Duration time, boolean mayHaveHappened);

  /**
   * Marks the account as needing a reconnect, together with the event for the host product, once
   * per version. Has no effect if the lease is lost.
   */
  StoreResult markNeedsReconnect(Lease lease, ReconnectReason reason);
}
