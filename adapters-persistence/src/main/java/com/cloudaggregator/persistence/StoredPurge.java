package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.Purge;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The purge on PostgreSQL. A row that another transaction holds is waited for within the lock's time-out. */
final class StoredPurge implements Purge {
  private static final String USED_STATES = """
      DELETE FROM used_authorization_states WHERE state_hash IN (
        SELECT state_hash FROM used_authorization_states
        WHERE expires_at < now() - :seconds * interval '1 second' ORDER BY expires_at LIMIT :limit)
      """;

  /** A used one was used before it expired, so the expiry covers both. */
  private static final String TRANSFER_REQUESTS = """
      DELETE FROM ownership_transfer_requests WHERE jti IN (
        SELECT jti FROM ownership_transfer_requests
        WHERE expires_at < now() - :seconds * interval '1 second' ORDER BY expires_at LIMIT :limit)
      """;

  private static final String EVIDENCE = """
      DELETE FROM ownership_verification_evidence WHERE id IN (
        SELECT id FROM ownership_verification_evidence
        WHERE at < now() - :seconds * interval '1 second' ORDER BY at LIMIT :limit)
      """;

  private static final String SERVICE_CALLS = """
      DELETE FROM service_calls WHERE id IN (
        SELECT id FROM service_calls
        WHERE at < now() - :seconds * interval '1 second' ORDER BY at LIMIT :limit)
      """;

  private static final String REVOCATIONS = """
      DELETE FROM grant_revocations WHERE id IN (
        SELECT id FROM grant_revocations
        WHERE settled_at < now() - :seconds * interval '1 second' ORDER BY settled_at LIMIT :limit)
      """;

  private static final String ACCESS_EVENTS = """
      DELETE FROM account_access_events WHERE (account_id, epoch, turn) IN (
        SELECT account_id, epoch, turn FROM account_access_events
        WHERE at < now() - :seconds * interval '1 second' ORDER BY at LIMIT :limit)
      """;

  /** Whatever became of them; one that is under way stays for this time. */
  private static final String EVENTS = """
      DELETE FROM outbox WHERE NOT underway AND id IN (
        SELECT id FROM outbox
        WHERE created_at < now() - :seconds * interval '1 second' AND NOT underway ORDER BY created_at LIMIT :limit)
      """;

  private static final String SESSION_ENDS = """
      DELETE FROM user_session_ends WHERE user_id IN (
        SELECT user_id FROM user_session_ends
        WHERE ended_at < now() - :seconds * interval '1 second' ORDER BY ended_at LIMIT :limit)
        AND ended_at < now() - :seconds * interval '1 second'
      """;

  /** A node whose clock is behind may still believe in a state that has just expired by the database's. */
  private static final Duration CLOCKS_APART = Duration.ofHours(1);

  private final Transactions transactions;
  private final JdbcClient jdbc;

  StoredPurge(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public int usedStates(int limit) {
    return remove(USED_STATES, CLOCKS_APART, limit);
  }

  @Override
  public int transferRequests(Duration age, int limit) {
    return remove(TRANSFER_REQUESTS, age, limit);
  }

  @Override
  public int evidence(Duration age, int limit) {
    return remove(EVIDENCE, age, limit);
  }

  @Override
  public int serviceCalls(Duration age, int limit) {
    return remove(SERVICE_CALLS, age, limit);
  }

  @Override
  public int revocations(Duration age, int limit) {
    return remove(REVOCATIONS, age, limit);
  }

  @Override
  public int accessEvents(Duration age, int limit) {
    return remove(ACCESS_EVENTS, age, limit);
  }

  @Override
  public int events(Duration age, int limit) {
    return remove(EVENTS, age, limit);
  }

  @Override
  public int sessionEnds(Duration age, int limit) {
    return remove(SESSION_ENDS, age, limit);
  }

  private int remove(String sql, Duration age, int limit) {
    return transactions.call(
        () -> jdbc.sql(sql).param("seconds", age.toSeconds()).param("limit", limit).update());
  }
}
