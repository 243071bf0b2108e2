package com.cloudaggregator.persistence.transfer;

import com.cloudaggregator.persistence.verification.EvidenceJpaRepository;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The offers. The database's clock decides what is expired. */
public interface TransferRequestJpaRepository extends Repository<TransferRequestEntity, UUID> {

  /**
   * Stores an offer with its evidence, in the place of an unused one of the same requester for the
   * same account, unless the requester has too many live offers for other accounts, or the account
   * is frozen or has another owner or epoch. The offers of one requester wait for each other, so
   * that each counts those before it. The share lock waits for a change of owner that is under way.
   *
   * @param most maximum number of live offers
   * @return when the offer expires, to the second; empty if nothing was stored
   */
  @NativeQuery(
      """
      WITH room AS MATERIALIZED (
        SELECT 1 WHERE count_other_live_offers(:requester, :account) < :most),
      standing AS (
        SELECT a.id, a.user_id, a.epoch FROM cloud_provider_accounts AS a
        WHERE EXISTS (SELECT FROM room) AND a.id = :account AND a.user_id = :owner AND a.epoch = :epoch
          AND a.frozen_at IS NULL
        FOR SHARE OF a),
      offered AS (
        INSERT INTO ownership_transfer_requests (jti, requester, account_id, expected_owner, expected_epoch,
          access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes, client, label, token_key_id,
          expires_at)
        SELECT CAST(:id AS uuid), CAST(:requester AS text), id, user_id, epoch, CAST(:access AS bytea), CAST(:expires AS timestamptz), CAST(:refresh AS bytea),
          CAST(:scopes AS text), CAST(:client AS text), CAST(:label AS text), CAST(:signingKey AS text),
          date_trunc('second', now()) + CAST(:seconds AS bigint) * interval '1 second'
        FROM standing
        ON CONFLICT (requester, account_id) WHERE used_at IS NULL DO UPDATE SET jti = excluded.jti,
          expected_owner = excluded.expected_owner, expected_epoch = excluded.expected_epoch,
          access_token_sealed = excluded.access_token_sealed,
          access_token_expires_at = excluded.access_token_expires_at,
          refresh_token_sealed = excluded.refresh_token_sealed, scopes = excluded.scopes, client = excluded.client,
          label = excluded.label, token_key_id = excluded.token_key_id, created_at = excluded.created_at,
          expires_at = excluded.expires_at
        RETURNING expires_at),
      stored AS (
      """
          + EvidenceJpaRepository.INSERT
          + " CROSS JOIN offered "
          + EvidenceJpaRepository.ONCE
          + ") SELECT expires_at FROM offered")
  Optional<Instant> offer(
      UUID id,
      String requester,
      UUID account,
      String owner,
      long epoch,
      byte[] access,
      @Nullable Instant expires,
      byte @Nullable [] refresh,
      String scopes,
      @Nullable String client,
      String label,
      String signingKey,
      long seconds,
      int most,
      String evidence);

  Optional<TransferRequestEntity> findById(UUID id);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select r from TransferRequestEntity r where r.id = :id")
  Optional<TransferRequestEntity> lock(UUID id);

  /** Marks the offer as used and destroys the parked credentials. */
  @Modifying
  @NativeQuery(
      """
      UPDATE ownership_transfer_requests
      SET used_at = now(), moved_to_epoch = :epoch, access_token_sealed = NULL, access_token_expires_at = NULL,
        refresh_token_sealed = NULL, scopes = NULL
      WHERE jti = :id
      """)
  void use(UUID id, long epoch);

  /** The unused offers for an account that have not expired. */
  @Query(
      """
      select count(r) as offers, max(r.expiresAt) as lastExpiry from TransferRequestEntity r
      where r.accountId = :account and r.usedAt is null and r.expiresAt > instant
      """)
  LiveOffers findLive(UUID account);

  /** The result of {@link #findLive}. */
  interface LiveOffers {
    long getOffers();

    /** Null when there is none. */
    @Nullable Instant getLastExpiry();
  }
}
