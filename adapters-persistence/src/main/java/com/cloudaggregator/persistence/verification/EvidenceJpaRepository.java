package com.cloudaggregator.persistence.verification;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The evidence that is left after the retention period. */
public interface EvidenceJpaRepository extends Repository<EvidenceEntity, UUID> {
  /**
   * Inserts the rows of the parameter {@code :evidence}, for example together with a change. What
   * follows in a statement can join the change, so that nothing is inserted without it, and ends
   * with {@link #ONCE}.
   */
  String INSERT =
      """
      INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, constraint_name, trace_id)
      SELECT e.id, e.evidence, e.provider, e.provider_account_id, e.constraint_name, e.trace_id
      FROM jsonb_to_recordset(CAST(:evidence AS jsonb)) AS e (
        id uuid, evidence text, provider text, provider_account_id text, constraint_name text, trace_id text)
      """;

  /** A repeated statement may have been committed the first time. */
  String ONCE = " ON CONFLICT (id) DO NOTHING ";

  /** Inserts rows in the transaction of the caller. */
  @Modifying
  @NativeQuery(INSERT + ONCE)
  int insert(String evidence);

  /** Inserts rows without waiting for the disk. */
  @NativeQuery(
      "WITH stored AS ("
          + INSERT
          + ONCE
          + ") SELECT 1 FROM set_config('synchronous_commit', 'off', true)")
  int insertSoon(String evidence);

  /**
   * Evidence by kind, each counted up to a limit, with the latest of each. For the latest, a range
   * of rows stands for {@code evidence = kind}, for which PostgreSQL would rather read the index on
   * {@code at}: all of it for a kind that was never seen. Such a kind is not counted at all.
   */
  @NativeQuery(
      """
      SELECT kind.evidence, latest.at, latest.trace_id,
        (SELECT count(*) FROM (
          SELECT FROM ownership_verification_evidence AS e
          WHERE e.evidence = kind.evidence ORDER BY e.at DESC LIMIT :most) AS counted) AS times
      FROM unnest(CAST(:kinds AS text[])) AS kind (evidence)
      CROSS JOIN LATERAL (
        SELECT at, trace_id FROM ownership_verification_evidence AS e
        WHERE (e.evidence, e.at) >= (kind.evidence, CAST('-infinity' AS timestamptz))
          AND (e.evidence, e.at) <= (kind.evidence, CAST('infinity' AS timestamptz))
        ORDER BY e.evidence DESC, e.at DESC LIMIT 1) AS latest
      """)
  List<KindCount> countByKind(String[] kinds, int most);

  /** A row of {@link #countByKind}. */
  interface KindCount {
    String getEvidence();

    long getTimes();

    Instant getAt();

    String getTraceId();
  }

  /**
   * Rejected rows by provider and constraint, each counted up to a limit, with the latest of each.
   * The recursion jumps from one combination to the next in the index.
   */
  @NativeQuery(
      """
      WITH RECURSIVE rejected AS (
        (SELECT provider, constraint_name FROM ownership_verification_evidence
          WHERE constraint_name IS NOT NULL ORDER BY provider, constraint_name LIMIT 1)
        UNION ALL
        SELECT next.provider, next.constraint_name FROM rejected AS r CROSS JOIN LATERAL (
          SELECT provider, constraint_name FROM ownership_verification_evidence
          WHERE constraint_name IS NOT NULL AND (provider, constraint_name) > (r.provider, r.constraint_name)
          ORDER BY provider, constraint_name LIMIT 1) AS next)
      SELECT r.provider, r.constraint_name, latest.at, latest.trace_id,
        (SELECT count(*) FROM (
          SELECT FROM ownership_verification_evidence AS e
          WHERE e.provider = r.provider AND e.constraint_name = r.constraint_name
          ORDER BY e.at DESC LIMIT :most) AS counted) AS times
      FROM rejected AS r
      CROSS JOIN LATERAL (
        SELECT at, trace_id FROM ownership_verification_evidence AS e
        WHERE e.provider = r.provider AND e.constraint_name = r.constraint_name ORDER BY at DESC LIMIT 1) AS latest
      """)
  List<ConstraintCount> countByConstraint(int most);

  /** A row of {@link #countByConstraint}. */
  interface ConstraintCount {
    String getProvider();

    String getConstraintName();

    Instant getAt();

    String getTraceId();

    long getTimes();
  }

  /** The evidence of an account since a duplicate was last detected. */
  @Query(
      """
      select e from EvidenceEntity e
      where e.provider = :provider and e.providerAccountId = :subject and e.at >= (
        select max(d.at) from EvidenceEntity d
        where d.provider = :provider and d.providerAccountId = :subject and d.evidence = 'duplicate_detected')
      order by e.at, e.id
      """)
  List<EvidenceEntity> findSinceLastDuplicate(String provider, String subject, Limit limit);
}
