package com.cloudaggregator.persistence.connect;

import com.cloudaggregator.application.connect.AuthorizationStates;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.transaction.Transactions;
import com.cloudaggregator.persistence.verification.EvidenceJournal;
import com.cloudaggregator.persistence.verification.EvidenceJpaRepository;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The used states on PostgreSQL. When a call returns, every session sees the row, but the disk may
 * not have it yet. A crash of the server can lose the mark only together with the decision that
 * followed it.
 *
 * @see "docs/decisions/0101"
 */
@Component
final class JdbcAuthorizationStates implements AuthorizationStates {
  /**
   * The same statement turns {@code synchronous_commit} off for its transaction, which saves a
   * round trip and the wait for the disk.
   */
  private static final String MARK =
      """
      INSERT INTO used_authorization_states (state_hash, expires_at)
      SELECT :hash, :expires FROM set_config('synchronous_commit', 'off', true)
      ON CONFLICT (state_hash) DO NOTHING
      """;

  /** Stores the answer, unless there is one, and the evidence. It does not wait either. */
  private static final String KEEP =
      """
      WITH answered AS (
        UPDATE used_authorization_states SET answer = :answer WHERE state_hash = :hash AND answer IS NULL),
      stored AS (
      """
          + EvidenceJpaRepository.INSERT
          + EvidenceJpaRepository.ONCE
          + ") SELECT 1 FROM set_config('synchronous_commit', 'off', true)";

  private static final String FIND =
      "SELECT answer FROM used_authorization_states WHERE state_hash = :hash AND answer IS NOT NULL";

  private final Transactions transactions;
  private final JdbcClient jdbc;
  private final EvidenceJournal evidence;

  JdbcAuthorizationStates(Transactions transactions, JdbcClient jdbc, EvidenceJournal evidence) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.evidence = evidence;
  }

  /** A state that is marked twice is a conflict on the primary key, which inserts nothing. */
  @Override
  public StateUse markUsed(StateHash state, Instant expiresAt) {
    int marked =
        transactions.changeOnce(
            () ->
                jdbc.sql(MARK)
                    .param("hash", bytes(state))
                    .param("expires", expiresAt.atOffset(ZoneOffset.UTC))
                    .update(),
            violation -> Optional.empty());
    return marked == 1 ? StateUse.FIRST : StateUse.REPLAYED;
  }

  @Override
  public void keepAnswer(StateHash state, Secret sealed) {
    String rows = evidence.take();
    transactions.changeOnce(
        () ->
            jdbc.sql(KEEP)
                .param("hash", bytes(state))
                .param("answer", sealed.reveal())
                .param("evidence", rows)
                .query(Integer.class)
                .single(),
        violation -> Optional.empty());
  }

  @Override
  public Optional<Secret> findAnswer(StateHash state) {
    return transactions.read(
        () ->
            jdbc.sql(FIND)
                .param("hash", bytes(state))
                .query((row, number) -> new Secret(row.getString(1)))
                .optional());
  }

  private static byte[] bytes(StateHash state) {
    return HexFormat.of().parseHex(state.hex());
  }
}
