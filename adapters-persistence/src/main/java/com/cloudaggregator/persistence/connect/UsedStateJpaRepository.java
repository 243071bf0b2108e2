package com.cloudaggregator.persistence.connect;

import com.cloudaggregator.persistence.verification.EvidenceJpaRepository;
import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** The used states. */
interface UsedStateJpaRepository extends Repository<UsedStateEntity, byte[]> {

  /**
   * Inserts a row. The same statement turns {@code synchronous_commit} off for its transaction,
   * which saves a round trip and the wait for the disk.
   */
  @NativeQuery(
      """
      INSERT INTO used_authorization_states (state_hash, expires_at)
      SELECT :hash, CAST(:expires AS timestamptz) FROM set_config('synchronous_commit', 'off', true)
      RETURNING 1
      """)
  int insert(byte[] hash, Instant expires);

  /**
   * Stores the answer, unless there is one, and the evidence. It does not wait for the disk either.
   */
  @NativeQuery(
      """
      WITH answered AS (
        UPDATE used_authorization_states SET answer = :answer WHERE state_hash = :hash AND answer IS NULL),
      stored AS (
      """
          + EvidenceJpaRepository.INSERT
          + EvidenceJpaRepository.ONCE
          + ") SELECT 1 FROM set_config('synchronous_commit', 'off', true)")
  int answer(byte[] hash, String answer, String evidence);

  @NativeQuery(
      "SELECT answer FROM used_authorization_states WHERE state_hash = :hash AND answer IS NOT NULL")
  Optional<String> findAnswer(byte[] hash);
}
