package com.cloudaggregator.persistence.housekeeping;

import com.cloudaggregator.application.housekeeping.Purge;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Deletes expired rows in batches. A locked row is waited for within the lock timeout. These are
 * bulk statements on nine tables that load no entity, so this class uses {@link JdbcClient} ({@code
 * docs/decisions/0060}).
 */
@Component
final class JdbcPurge implements Purge {
  private static final String USED_STATES =
      """
      DELETE FROM used_authorization_states WHERE state_hash IN (
        SELECT state_hash FROM used_authorization_states
        WHERE expires_at < now() - :seconds * interval '1 second' ORDER BY expires_at LIMIT :limit)
      """;

  /** A used offer was used before it expired, so the expiry covers both. */
  private static final String TRANSFER_REQUESTS =
      """
      DELETE FROM ownership_transfer_requests WHERE jti IN (
        SELECT jti FROM ownership_transfer_requests
        WHERE expires_at < now() - :seconds * interval '1 second' ORDER BY expires_at LIMIT :limit)
      """;

  /** Skips an offer that is being used; its transfer destroys the credentials itself. */
  private static final String ENDED_OFFERS =
      """
      UPDATE ownership_transfer_requests
      SET access_token_sealed = NULL, access_token_expires_at = NULL, refresh_token_sealed = NULL, scopes = NULL
      WHERE jti = ANY (ARRAY(
        SELECT r.jti FROM ownership_transfer_requests r JOIN cloud_provider_accounts a ON a.id = r.account_id
        WHERE r.access_token_sealed IS NOT NULL AND (r.expires_at <= now() OR a.epoch <> r.expected_epoch)
        LIMIT :limit FOR NO KEY UPDATE OF r SKIP LOCKED))
      """;

  private static final String EVIDENCE =
      """
      DELETE FROM ownership_verification_evidence WHERE id IN (
        SELECT id FROM ownership_verification_evidence
        WHERE at < now() - :seconds * interval '1 second' ORDER BY at LIMIT :limit)
      """;

  private static final String SERVICE_CALLS =
      """
      DELETE FROM service_calls WHERE id IN (
        SELECT id FROM service_calls
        WHERE at < now() - :seconds * interval '1 second' ORDER BY at LIMIT :limit)
      """;

  private static final String REVOCATIONS =
      """
      DELETE FROM grant_revocations WHERE id IN (
        SELECT id FROM grant_revocations
        WHERE settled_at < now() - :seconds * interval '1 second' ORDER BY settled_at LIMIT :limit)
      """;

  private static final String ACCESS_EVENTS =
      """
      DELETE FROM account_access_events WHERE (account_id, epoch, turn) IN (
        SELECT account_id, epoch, turn FROM account_access_events
        WHERE at < now() - :seconds * interval '1 second' ORDER BY at LIMIT :limit)
      """;

  /** In every state, except for an event that is being delivered. */
  private static final String EVENTS =
      """
      DELETE FROM outbox WHERE NOT underway AND id IN (
        SELECT id FROM outbox
        WHERE created_at < now() - :seconds * interval '1 second' AND NOT underway ORDER BY created_at LIMIT :limit)
      """;

  private static final String LONGEST_WAIT =
      """
      SELECT coalesce(CAST(greatest(0, extract(epoch FROM now() - least(
        (SELECT min(expires_at) FROM ownership_transfer_requests WHERE access_token_sealed IS NOT NULL),
        (SELECT min(delivered_at) FROM outbox WHERE forget AND state = 'delivered'))) * 1000) AS bigint), 0)
      """;

  private static final String ERASED_USERS =
      """
      DELETE FROM erased_users WHERE user_hash IN (
        SELECT user_hash FROM erased_users
        WHERE erased_at < now() - :seconds * interval '1 second' LIMIT :limit)
        AND erased_at < now() - :seconds * interval '1 second'
      """;

  private static final String FORGOTTEN_EVENTS =
      """
      DELETE FROM outbox WHERE id = ANY (ARRAY(
        SELECT id FROM outbox
        WHERE forget AND state IN ('delivered', 'discarded') AND NOT underway LIMIT :limit FOR UPDATE SKIP LOCKED))
      """;

  /** The expiry is later than the maximum lifetime by at most the idle timeout. */
  private static final String SESSIONS =
      """
      DELETE FROM spring_session WHERE primary_id IN (
        SELECT primary_id FROM spring_session
        WHERE expiry_time < (extract(epoch FROM now()) - :seconds) * 1000 ORDER BY expiry_time LIMIT :limit)
      """;

  /**
   * A node whose clock is slow may still accept a state or a session that has expired by the
   * database's clock.
   */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private final Transactions transactions;
  private final JdbcClient jdbc;

  JdbcPurge(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public int deleteUsedStates(int limit) {
    return remove(USED_STATES, CLOCK_SKEW, limit);
  }

  @Override
  public int deleteTransferRequests(Duration age, int limit) {
    return remove(TRANSFER_REQUESTS, age, limit);
  }

  @Override
  public int clearEndedOffers(int limit) {
    return transactions.call(() -> jdbc.sql(ENDED_OFFERS).param("limit", limit).update());
  }

  @Override
  public int deleteEvidence(Duration age, int limit) {
    return remove(EVIDENCE, age, limit);
  }

  @Override
  public int deleteServiceCalls(Duration age, int limit) {
    return remove(SERVICE_CALLS, age, limit);
  }

  @Override
  public int deleteRevocations(Duration age, int limit) {
    return remove(REVOCATIONS, age, limit);
  }

  @Override
  public int deleteAccessEvents(Duration age, int limit) {
    return remove(ACCESS_EVENTS, age, limit);
  }

  @Override
  public int deleteEvents(Duration age, int limit) {
    return remove(EVENTS, age, limit);
  }

  @Override
  public Duration longestWait() {
    return Duration.ofMillis(
        transactions.call(() -> jdbc.sql(LONGEST_WAIT).query(Long.class).single()));
  }

  @Override
  public int deleteErasedUsers(Duration age, int limit) {
    return remove(ERASED_USERS, age, limit);
  }

  @Override
  public int deleteForgottenEvents(int limit) {
    return transactions.call(() -> jdbc.sql(FORGOTTEN_EVENTS).param("limit", limit).update());
  }

  @Override
  public int deleteSessions(int limit) {
    return remove(SESSIONS, CLOCK_SKEW, limit);
  }

  private int remove(String sql, Duration age, int limit) {
    return transactions.call(
        () -> jdbc.sql(sql).param("seconds", age.toSeconds()).param("limit", limit).update());
  }
}
