package com.cloudaggregator.persistence.account;

import com.cloudaggregator.persistence.activity.OwnershipHistoryJpaRepository;
import com.cloudaggregator.persistence.verification.EvidenceJpaRepository;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;

/**
 * The rows of the accounts. The statements that change a row are native SQL: they need {@code
 * now()} of the database and columns that the entity does not map.
 */
public interface CloudAccountJpaRepository extends JpaRepository<CloudAccountEntity, UUID> {
  /**
   * Set by every change of owner, and when new credentials are stored: a refresh that was started
   * before no longer counts.
   */
  String RESET_REFRESH =
      """
      refresh_lease_id = NULL, refresh_lease_until = NULL, refresh_failures = 0,
        refresh_not_before = NULL, refresh_trouble = NULL, refresh_unknown_since = NULL,""";

  /**
   * Whether a revocation may have ended a grant of the account {@code a}: the provider is being
   * called for an earlier release, or the call ended after the time that follows this text.
   */
  String REVOKED_SINCE =
      """
      EXISTS (SELECT FROM grant_revocations r
        WHERE r.account_id = a.id AND r.epoch <= a.epoch AND r.attempts > 0
          AND (r.settled_at IS NULL OR r.settled_at >
      """;

  /** A grant that is stored now was given at most a minute ago. */
  String JUST_NOW = " now() - interval '1 minute'))";

  /**
   * Inserts the row of a first owner with its history row and its event. The history row follows
   * from the inserted account, so the unique index decides before anything else is written. The
   * account itself is not read: a claim needs no right to see who owns it.
   *
   * @param id of the event
   * @return when the account was connected
   */
  @NativeQuery(
      """
      WITH account AS (
        INSERT INTO cloud_provider_accounts (id, provider, provider_account_id, user_id, epoch, status, label,
          access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes, client)
        VALUES (:account, :provider, :subject, :owner, :epoch, 'connected', :label,
          :access, :expires, :refresh, :scopes, :client)
        RETURNING true),
      change AS (
        INSERT INTO account_ownership_history (account_id, epoch, to_user, cause)
        SELECT CAST(:account AS uuid), CAST(:epoch AS bigint), CAST(:owner AS text), 'connected' FROM account
        RETURNING at)
      """
          + OwnershipHistoryJpaRepository.EVENT_OF_CHANGE)
  Instant insert(
      UUID account,
      String provider,
      String subject,
      String owner,
      long epoch,
      String label,
      byte[] access,
      @Nullable Instant expires,
      byte @Nullable [] refresh,
      String scopes,
      @Nullable String client,
      UUID id,
      String type);

  /**
   * Also finds an account whose id was erased; its row then has another id. The subquery makes that
   * id once; without it, a sequential scan would make it for each row. The cast of the subject
   * keeps Spring Data from binding it as a list, for which Hibernate translates the query in each
   * call.
   */
  @Query(
      """
      select a from CloudAccountEntity a
      where a.provider = :provider
        and a.providerAccountId in
          (cast(:subject as String), (select cast(erased_value(:provider, :subject) as String)))
      """)
  Optional<CloudAccountEntity> findByProviderAccount(String provider, String subject);

  /** Gives an account that is connected again its id back. */
  @Modifying
  @NativeQuery("UPDATE cloud_provider_accounts SET provider_account_id = :subject WHERE id = :id")
  void restore(UUID id, String subject);

  /**
   * Replaces the id of a released account by its keyed hash. A release by a node of the previous
   * version has left the label.
   */
  @NativeQuery(
      """
      UPDATE cloud_provider_accounts SET provider_account_id = erased_value(provider, provider_account_id), label = ''
      WHERE id = :id AND user_id IS NULL
      RETURNING provider_account_id
      """)
  String hide(UUID id);

  Optional<CloudAccountEntity> findByIdAndUserId(UUID id, String userId);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select a from CloudAccountEntity a where a.id = :id and a.userId = :owner")
  Optional<CloudAccountEntity> lockOwned(UUID id, String owner);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select a from CloudAccountEntity a where a.id = :id")
  Optional<CloudAccountEntity> lock(UUID id);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<CloudAccountEntity> findFirstByUserIdOrderById(String owner);

  /** Accounts that this user was the last to own, unless their ids are erased already. */
  String RELEASED_BY =
      """
      SELECT a.id FROM account_ownership_history h
      JOIN cloud_provider_accounts a ON a.id = h.account_id AND a.epoch = h.epoch
      WHERE h.from_user = (SELECT pseudonym FROM user_pseudonyms WHERE user_id = :lastOwner) AND h.cause = 'released'
        AND a.user_id IS NULL AND a.provider_account_id !~ '^erased:[0-9a-f]{64}$'
      """;

  @NativeQuery(RELEASED_BY + " ORDER BY a.id LIMIT 1 FOR UPDATE OF a")
  Optional<UUID> lockReleasedBy(String lastOwner);

  @NativeQuery("SELECT EXISTS (" + RELEASED_BY + ")")
  boolean existsReleasedBy(String lastOwner);

  List<CloudAccountEntity> findByUserIdAndIdGreaterThanOrderById(
      String userId, UUID after, Limit limit);

  List<CloudAccountEntity> findByStatusAndIdGreaterThanOrderById(
      String status, UUID after, Limit limit);

  List<CloudAccountEntity> findByFrozenAtIsNotNullAndIdGreaterThanOrderById(
      UUID after, Limit limit);

  /**
   * The change of owner, by compare-and-set on owner and epoch. Adoption, transfer and release are
   * this statement with different parameters. An access token whose grant may have been revoked
   * counts as expired: it gets an expiry that is in the past for every clock, so that it is
   * refreshed before it is given out.
   *
   * @param from the expected owner; null when the account is expected to be released
   * @param to the next owner; null for a release
   * @param label empty for a release, with which the label ends
   * @param granted when the new grant was given; null for just now
   * @return 1, or 0 when owner or epoch are different, or when a frozen account was to get an owner
   */
  @Modifying
  @NativeQuery(
      """
      UPDATE cloud_provider_accounts a
      SET user_id = :to, epoch = :next, status = :status, reason = NULL, label = :label,
        access_token_sealed = :access, scopes = :scopes, client = :client, refresh_token_sealed = :refresh,
        access_token_expires_at = CASE WHEN CAST(:refresh AS bytea) IS NOT NULL AND
      """
          + REVOKED_SINCE
          + """
            coalesce(CAST(:granted AS timestamptz), now()) - interval '1 minute'))
          THEN least(CAST(:expires AS timestamptz), timestamptz 'epoch') ELSE CAST(:expires AS timestamptz) END,
        refresh_token_version = refresh_token_version + 1,
      """
          + RESET_REFRESH
          + """
        refreshed_at = NULL, refresh_failed_at = NULL, connected_at = now(), updated_at = now()
      WHERE a.id = :id AND a.user_id IS NOT DISTINCT FROM :from AND a.epoch = :epoch
        AND (a.frozen_at IS NULL OR CAST(:to AS text) IS NULL)
      """)
  int changeOwner(
      UUID id,
      @Nullable String from,
      long epoch,
      @Nullable String to,
      long next,
      String status,
      String label,
      byte @Nullable [] access,
      @Nullable Instant expires,
      byte @Nullable [] refresh,
      @Nullable String scopes,
      @Nullable String client,
      @Nullable Instant granted);

  /**
   * New credentials for the owner at the same epoch, with the access event and the evidence. A
   * stored refresh token stays when the new grant has none, unless it has failed, and so does its
   * client; the lease of a running refresh then stays too, since its result is newer. Access tokens
   * of a grant that may have been revoked are treated as in {@link #changeOwner}; the expiry is
   * also lower than the stored one, which a running refresh compares.
   *
   * @param needsRefreshToken when true, nothing is stored without a refresh token that works
   * @return the number of the access event; empty when owner or epoch are different, the account is
   *     frozen or the refresh token is missing
   */
  @NativeQuery(
      """
      WITH renewed AS (
      UPDATE cloud_provider_accounts a
      SET status = 'connected', reason = NULL, label = :label, access_token_sealed = :access, scopes = :scopes,
        access_token_expires_at = CASE
          WHEN (CAST(:refresh AS bytea) IS NOT NULL
              OR (a.refresh_token_sealed IS NOT NULL AND a.status <> 'needs_reconnect')) AND
      """
          + REVOKED_SINCE
          + JUST_NOW
          + """
          THEN least(CAST(:expires AS timestamptz), timestamptz 'epoch',
            a.access_token_expires_at - interval '1 microsecond')
          ELSE CAST(:expires AS timestamptz) END,
        refresh_token_sealed = CASE a.status
          WHEN 'needs_reconnect' THEN CAST(:refresh AS bytea)
          ELSE coalesce(CAST(:refresh AS bytea), a.refresh_token_sealed) END,
        client = CASE
          WHEN a.status = 'needs_reconnect' OR a.refresh_token_sealed IS NULL OR CAST(:refresh AS bytea) IS NOT NULL
          THEN CAST(:client AS text) ELSE a.client END,
        refresh_token_version = a.refresh_token_version
          + CASE WHEN a.status = 'needs_reconnect' OR CAST(:refresh AS bytea) IS NOT NULL THEN 1 ELSE 0 END,
        refresh_lease_id = CASE WHEN CAST(:refresh AS bytea) IS NULL THEN a.refresh_lease_id END,
        refresh_lease_until = CASE WHEN CAST(:refresh AS bytea) IS NULL THEN a.refresh_lease_until END,
        refresh_unknown_since = CASE WHEN CAST(:refresh AS bytea) IS NULL THEN a.refresh_unknown_since END,
        refresh_failures = 0, refresh_not_before = NULL, refresh_trouble = NULL,
        updated_at = now()
      WHERE a.id = :id AND a.user_id = :owner AND a.epoch = :epoch AND a.frozen_at IS NULL
        AND (NOT :needsRefreshToken OR CAST(:refresh AS bytea) IS NOT NULL
          OR (a.refresh_token_sealed IS NOT NULL AND a.status <> 'needs_reconnect'))
      RETURNING a.id, a.epoch, a.user_id),
      stored AS (
      """
          + EvidenceJpaRepository.INSERT
          + " CROSS JOIN renewed "
          + EvidenceJpaRepository.ONCE
          + """
      )
      SELECT append_access_event(id, epoch, user_id, 'reconnected') FROM renewed
      """)
  Optional<Long> renew(
      UUID id,
      String owner,
      long epoch,
      String label,
      byte[] access,
      @Nullable Instant expires,
      byte @Nullable [] refresh,
      String scopes,
      @Nullable String client,
      boolean needsRefreshToken,
      String evidence);

  /** A trigger removes it with the owner. */
  @Modifying
  @NativeQuery(
      "UPDATE cloud_provider_accounts SET nickname = :nickname WHERE id = :id AND user_id = :owner")
  int name(UUID id, String owner, String nickname);

  Optional<CloudAccountEntity> findByIdAndUserIdAndEpoch(UUID id, String userId, long epoch);

  boolean existsByIdAndUserIdAndEpochAndFrozenAtIsNull(UUID id, String userId, long epoch);

  /**
   * The account that this user was the last to own, as long as it is released. An owner after them
   * hides it.
   */
  @Query(
      """
      select a.provider as provider, r.maskedLabel as maskedLabel, h.at as releasedAt, r.state as revocation
      from CloudAccountEntity a
      join OwnershipHistoryEntity h on h.accountId = a.id and h.epoch = a.epoch
      left join GrantRevocationEntity r on r.accountId = a.id and r.epoch = a.epoch
      where a.id = :id and a.userId is null and h.cause = 'released' and h.fromUser = :lastOwner
      """)
  Optional<ReleasedAccount> findReleasedBy(UUID id, String lastOwner);

  /** A released account, as its last owner sees it. */
  interface ReleasedAccount {
    String getProvider();

    /** Null when the revocation has been purged. */
    @Nullable String getMaskedLabel();

    Instant getReleasedAt();

    /** Null when the revocation has been purged. */
    @Nullable String getRevocation();
  }

  /** For the metrics; reads cloud_provider_accounts_figures_idx alone. */
  @NativeQuery(
      """
      SELECT provider, status, count(*) AS accounts FROM cloud_provider_accounts
      GROUP BY provider, status
      """)
  List<AccountCount> countByProviderAndStatus();

  /** A row of {@link #countByProviderAndStatus}. */
  interface AccountCount {
    String getProvider();

    String getStatus();

    long getAccounts();
  }
}
