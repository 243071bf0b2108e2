package com.cloudaggregator.persistence.token;

import com.cloudaggregator.persistence.account.CloudAccountEntity;
import com.cloudaggregator.persistence.account.CloudAccountJpaRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/**
 * The statements of a refresh, each a compare-and-set on owner, epoch and version of the
 * credentials. They are native SQL: leases and postponements are measured by {@code now()} of the
 * database, and most return a value.
 */
interface CustodyJpaRepository extends Repository<CloudAccountEntity, UUID> {
  /** The account is still as the refresh saw it. */
  String AS_SEEN =
      " WHERE id = :id AND user_id = :owner AND epoch = :epoch AND refresh_token_version = :version"
          + " AND status = 'connected'";

  Optional<CloudAccountEntity> findByIdAndUserId(UUID id, String userId);

  /**
   * Takes the lease. A predecessor that did not give its lease back may have refreshed or not, so
   * the outcome is unknown since its lease ended. A repeated request for the same lease is granted.
   */
  @NativeQuery(
      """
      UPDATE cloud_provider_accounts
      SET refresh_lease_id = :lease, refresh_lease_until = now() + :millis * interval '1 millisecond',
        refresh_unknown_since = CASE
          WHEN refresh_lease_id <> :lease THEN coalesce(refresh_unknown_since, refresh_lease_until)
          ELSE refresh_unknown_since END
      """
          + AS_SEEN
          + """
       AND frozen_at IS NULL
       AND (refresh_lease_until IS NULL OR refresh_lease_until <= now() OR refresh_lease_id = :lease)
       AND (refresh_not_before IS NULL OR refresh_not_before <= now())
      RETURNING refresh_lease_id AS lease_id,
        CAST(extract(epoch FROM now() - refresh_unknown_since) * 1000 AS bigint) AS unknown_millis
      """)
  Optional<GrantedLease> lease(
      UUID id, String owner, long epoch, long version, UUID lease, long millis);

  /** A lease. */
  interface GrantedLease {
    UUID getLeaseId();

    /** Since when the outcome of a refresh is unknown; null if it is known. */
    @Nullable Long getUnknownMillis();
  }

  /**
   * Stores the result. When the expiry is not the one that the lease saw, the grant was doubted
   * meanwhile, and the result counts as expired.
   *
   * @return whether the expiry was stored as given; empty when the account has changed
   */
  @NativeQuery(
      """
      UPDATE cloud_provider_accounts
      SET access_token_sealed = :access, scopes = :scopes,
        access_token_expires_at = CASE
          WHEN access_token_expires_at IS NOT DISTINCT FROM CAST(:seen AS timestamptz)
          THEN CAST(:expires AS timestamptz)
          ELSE least(CAST(:expires AS timestamptz), timestamptz 'epoch') END,
        refresh_token_sealed = coalesce(CAST(:refresh AS bytea), refresh_token_sealed),
        refresh_token_version = refresh_token_version + 1, refreshed_at = now(),
      """
          + CloudAccountJpaRepository.RESET_REFRESH
          + " updated_at = now()"
          + AS_SEEN
          + " RETURNING access_token_expires_at IS NOT DISTINCT FROM CAST(:expires AS timestamptz)")
  Optional<Boolean> store(
      UUID id,
      String owner,
      long epoch,
      long version,
      @Nullable Instant seen,
      byte[] access,
      @Nullable Instant expires,
      byte @Nullable [] refresh,
      String scopes);

  /** Gives the lease back without a call to the provider. */
  @Modifying
  @NativeQuery(
      "UPDATE cloud_provider_accounts SET refresh_lease_id = NULL, refresh_lease_until = NULL"
          + AS_SEEN
          + " AND refresh_lease_id = :lease")
  void returnUnused(UUID id, String owner, long epoch, long version, UUID lease);

  /** Gives the lease back after a temporary failure. */
  @Modifying
  @NativeQuery(
      """
      UPDATE cloud_provider_accounts
      SET refresh_lease_id = NULL, refresh_lease_until = NULL, refresh_failures = least(refresh_failures + 1, 1000),
        refresh_not_before = now() + :millis * interval '1 millisecond', refresh_trouble = :trouble,
        refresh_failed_at = now(),
        refresh_unknown_since = CASE
          WHEN :unknown THEN coalesce(refresh_unknown_since, now()) ELSE refresh_unknown_since END
      """
          + AS_SEEN
          + " AND refresh_lease_id = :lease")
  void postpone(
      UUID id,
      String owner,
      long epoch,
      long version,
      UUID lease,
      long millis,
      String trouble,
      boolean unknown);

  @Modifying
  @NativeQuery(
      """
      UPDATE cloud_provider_accounts
      SET status = 'needs_reconnect', reason = :reason, refresh_failed_at = now(),
      """
          + CloudAccountJpaRepository.RESET_REFRESH
          + " updated_at = now()"
          + AS_SEEN
          + " AND refresh_lease_id = :lease")
  int markNeedsReconnect(
      UUID id, String owner, long epoch, long version, UUID lease, String reason);

  /**
   * Connected accounts whose token ends soon, can be refreshed, and has lived for half its time.
   * The row was last changed when the token was stored, or later; then that half is shorter. Tokens
   * under keys that this node does not have are left to the other nodes.
   */
  String EXPIRING =
      """
       FROM cloud_provider_accounts
      WHERE provider = :provider AND status = 'connected' AND refresh_token_sealed IS NOT NULL
        AND frozen_at IS NULL
        AND access_token_expires_at < now() + :ahead * interval '1 millisecond'
        AND now() > access_token_expires_at - (access_token_expires_at - updated_at) / 2
        AND (refresh_lease_until IS NULL OR refresh_lease_until <= now())
        AND coalesce(access_token_key_id, '') <> ALL (CAST(:skipped AS text[]))
        AND coalesce(refresh_token_key_id, '') <> ALL (CAST(:skipped AS text[]))
      """;

  /** Read in the order of cloud_provider_accounts_expiring_idx. */
  String BY_EXPIRY =
      EXPIRING + "AND refresh_not_before IS NULL ORDER BY access_token_expires_at LIMIT ";

  /**
   * Failed before, and the pause is over. Read in the order of cloud_provider_accounts_paused_idx.
   */
  String BY_PAUSE = EXPIRING + "AND refresh_not_before <= now() ORDER BY refresh_not_before LIMIT ";

  @NativeQuery("SELECT id, user_id, epoch" + BY_EXPIRY + ":limit")
  List<ExpiringAccount> findExpiring(long ahead, String provider, String[] skipped, int limit);

  @NativeQuery("SELECT id, user_id, epoch" + BY_PAUSE + ":limit")
  List<ExpiringAccount> findPaused(long ahead, String provider, String[] skipped, int limit);

  /** A row of {@link #findExpiring} and {@link #findPaused}. */
  interface ExpiringAccount {
    UUID getId();

    String getUserId();

    long getEpoch();
  }

  /**
   * How long the oldest due refresh of a provider has waited, in milliseconds; not before its row
   * was last changed.
   */
  String WAIT =
      """
      SELECT CAST(extract(epoch FROM now() - greatest(
          access_token_expires_at - :ahead * interval '1 millisecond',
          access_token_expires_at - (access_token_expires_at - updated_at) / 2,
          updated_at,
          refresh_lease_until,
          refresh_not_before)) * 1000 AS bigint)
      """;

  @NativeQuery(
      "SELECT coalesce(greatest((" + WAIT + BY_EXPIRY + "1), (" + WAIT + BY_PAUSE + "1)), 0)")
  long longestWaitMillis(long ahead, String provider, String[] skipped);
}
