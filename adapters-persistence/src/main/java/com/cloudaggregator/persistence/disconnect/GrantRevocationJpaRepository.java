package com.cloudaggregator.persistence.disconnect;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/**
 * The revocations. A claim moves {@code due_at} by its lease and counts its attempts; the number of
 * the attempt identifies the claim in later statements. Claims use {@code SKIP LOCKED} and {@code
 * RETURNING}, so they are native SQL.
 */
public interface GrantRevocationJpaRepository extends Repository<GrantRevocationEntity, UUID> {

  @Modifying
  @NativeQuery(
      """
      INSERT INTO grant_revocations
        (id, account_id, epoch, provider, client, user_id, masked_label, state, token_kind, token_sealed, due_at, settled_at)
      VALUES (:id, :account, :epoch, :provider, :client, :user, :label, :state, :kind, :token,
        now() + :delay * interval '1 millisecond', CASE WHEN :state = 'pending' THEN NULL ELSE now() END)
      """)
  void insert(
      UUID id,
      UUID account,
      long epoch,
      String provider,
      @Nullable String client,
      String user,
      String label,
      String state,
      @Nullable String kind,
      byte @Nullable [] token,
      long delay);

  boolean existsById(UUID id);

  Optional<GrantRevocationEntity> findByAccountIdAndEpochAndUserId(
      UUID accountId, long epoch, String userId);

  @NativeQuery(
      """
      UPDATE grant_revocations r
      SET attempts = r.attempts + 1, due_at = now() + :lease * interval '1 millisecond'
      FROM cloud_provider_accounts a
      WHERE a.id = r.account_id AND r.id = (
        SELECT id FROM grant_revocations
        WHERE state = 'pending' AND due_at <= now() AND provider <> ALL (CAST(:notOf AS text[]))
          AND coalesce(token_key_id, '') <> ALL (CAST(:skipped AS text[]))
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING r.id, r.provider, r.client, a.provider_account_id, r.user_id, r.epoch, r.token_kind, r.token_sealed, r.attempts
      """)
  Optional<ClaimedRow> claim(long lease, String[] notOf, String[] skipped);

  /** A claimed revocation. */
  interface ClaimedRow {
    UUID getId();

    String getProvider();

    /** Null if it is the provider's own. */
    @Nullable String getClient();

    String getProviderAccountId();

    String getUserId();

    long getEpoch();

    String getTokenKind();

    byte[] getTokenSealed();

    int getAttempts();
  }

  /**
   * The last check before the provider is called. Returns nothing when the lease has ended; settles
   * the revocation as dropped, and destroys its token, when the epoch has moved on. The share lock
   * waits for a user who is just connecting the account: either this statement sees them, or they
   * see that the provider is being called.
   *
   * @return the state
   */
  @NativeQuery(
      """
      WITH a AS MATERIALIZED (
        SELECT id, epoch FROM cloud_provider_accounts
        WHERE id = (SELECT account_id FROM grant_revocations WHERE id = :id) FOR SHARE)
      UPDATE grant_revocations r
      SET state = CASE WHEN a.epoch = r.epoch THEN r.state ELSE 'dropped' END,
        token_sealed = CASE WHEN a.epoch = r.epoch THEN r.token_sealed END,
        settled_at = CASE WHEN a.epoch = r.epoch THEN NULL ELSE now() END
      FROM a
      WHERE a.id = r.account_id AND r.id = :id AND r.attempts = :attempt AND r.state = 'pending' AND r.due_at > now()
      RETURNING r.state
      """)
  Optional<String> check(UUID id, int attempt);

  /**
   * Lets the access token of the present owner count as expired, by every clock. The expiry is
   * always lower than before, so that a refresh that is under way notices the change.
   */
  @NativeQuery(
      """
      UPDATE cloud_provider_accounts a
      SET access_token_expires_at = least(a.access_token_expires_at - interval '1 microsecond', timestamptz 'epoch'),
        updated_at = now()
      FROM grant_revocations r
      WHERE r.id = :id AND a.id = r.account_id AND a.epoch > r.epoch
        AND a.status = 'connected' AND a.refresh_token_sealed IS NOT NULL
      RETURNING a.id, a.user_id, a.epoch
      """)
  Optional<PresentOwner> expireSuccessor(UUID id);

  /** The owner after a release. */
  interface PresentOwner {
    UUID getId();

    String getUserId();

    long getEpoch();
  }

  @Modifying
  @NativeQuery(
      """
      UPDATE grant_revocations SET state = :state, token_sealed = NULL, settled_at = now()
      WHERE id = :id AND attempts = :attempt AND state = 'pending'
      """)
  void settle(UUID id, int attempt, String state);

  @Modifying
  @NativeQuery(
      """
      UPDATE grant_revocations SET due_at = now() + :pause * interval '1 millisecond'
      WHERE id = :id AND attempts = :attempt AND state = 'pending'
      """)
  void postpone(UUID id, int attempt, long pause);

  /**
   * Locks the revocation of this release that can still take a newer refresh token. An erasure may
   * have replaced the user and the account's id; it changes both under the lock of the account.
   */
  @NativeQuery(
      """
      WITH a AS MATERIALIZED (
        SELECT id, provider_account_id FROM cloud_provider_accounts WHERE id = :account FOR SHARE)
      SELECT r.id, r.user_id, a.provider_account_id FROM a JOIN grant_revocations r ON r.account_id = a.id
      WHERE r.epoch = :epoch AND r.token_kind = 'refresh_token' AND r.state IN ('pending', 'revoked', 'failed')
      FOR UPDATE OF r
      """)
  Optional<ReplaceableRow> lockReplaceable(UUID account, long epoch);

  /** A revocation, with the account's id at the provider. */
  interface ReplaceableRow {
    UUID getId();

    String getUserId();

    String getProviderAccountId();
  }

  /**
   * Replaces the token. A claim that is under way is invalidated, and a settled revocation becomes
   * due again.
   */
  @Modifying
  @NativeQuery(
      """
      UPDATE grant_revocations
      SET state = 'pending', token_sealed = :token, settled_at = NULL,
        attempts = CASE attempts WHEN 0 THEN 0 ELSE attempts + 1 END,
        due_at = CASE attempts WHEN 0 THEN due_at ELSE now() END
      WHERE id = :id
      """)
  void replaceToken(UUID id, byte[] token);

  /** Locks the pending revocations of an account. */
  @NativeQuery(
      """
      SELECT id, user_id, epoch, token_sealed FROM grant_revocations
      WHERE account_id = :account AND state = 'pending' ORDER BY id FOR UPDATE
      """)
  List<PendingRow> lockPending(UUID account);

  /** A pending revocation. */
  interface PendingRow {
    UUID getId();

    String getUserId();

    long getEpoch();

    byte[] getTokenSealed();
  }

  /** Some accounts with a revocation of this user that is pending. */
  @NativeQuery(
      """
      SELECT DISTINCT account_id FROM grant_revocations WHERE user_id = :user AND state = 'pending'
      ORDER BY account_id LIMIT :limit
      """)
  List<UUID> findAccountsPendingFor(String user, int limit);

  @Modifying
  @NativeQuery(
      """
      UPDATE grant_revocations SET user_id = :user, token_sealed = :token,
        masked_label = CASE user_id WHEN :user THEN masked_label ELSE :label END
      WHERE id = :id
      """)
  void reseal(UUID id, String user, byte[] token, String label);

  @Modifying
  @NativeQuery(
      """
      UPDATE grant_revocations SET user_id = :pseudonym, masked_label = :label WHERE id IN (
        SELECT id FROM grant_revocations WHERE user_id = :user AND state <> 'pending' LIMIT :limit)
      """)
  int renameSettled(String user, String pseudonym, String label, int limit);

  List<GrantRevocationEntity> findByUserIdOrderByRequestedAtDescIdDesc(String userId, Limit limit);

  @NativeQuery(
      """
      SELECT coalesce(CAST(greatest(0, extract(epoch FROM now() - min(due_at)) * 1000) AS bigint), 0)
      FROM grant_revocations WHERE state = 'pending'
      """)
  long longestWaitMillis();

  /** For the metrics. */
  @NativeQuery(
      """
      SELECT count(*) FROM
        (SELECT FROM grant_revocations WHERE state = 'pending' LIMIT :most) AS counted
      """)
  long countPending(int most);
}
