package com.cloudaggregator.persistence;

import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.application.evidence.Figure;
import com.cloudaggregator.application.evidence.RefusedRow;
import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The evidence on PostgreSQL: counted from the rows that the retention has left, so that a restart loses nothing. */
final class StoredVerificationRecord implements VerificationRecord {
  /** The count reads an index alone; the last row of each kind is its end. */
  private static final String FIGURES = """
      SELECT seen.evidence, seen.times, latest.at, latest.trace_id
      FROM (SELECT evidence, count(*) AS times FROM ownership_verification_evidence GROUP BY evidence) AS seen
      CROSS JOIN LATERAL (
        SELECT at, trace_id FROM ownership_verification_evidence AS e
        WHERE e.evidence = seen.evidence ORDER BY at DESC LIMIT 1) AS latest
      """;

  private static final String REFUSED_ROWS = """
      SELECT DISTINCT ON (provider, constraint_name) provider, constraint_name, at, trace_id,
        count(*) OVER (PARTITION BY provider, constraint_name) AS times
      FROM ownership_verification_evidence
      WHERE constraint_name IS NOT NULL
      ORDER BY provider, constraint_name, at DESC
      """;

  private static final String GUARDS_ONE_OWNER = """
      SELECT EXISTS (
        SELECT FROM pg_index AS i JOIN pg_class AS name ON name.oid = i.indexrelid
        WHERE name.relname = :constraint AND i.indrelid = to_regclass('cloud_provider_accounts') AND i.indisunique
          AND (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute AS a
            WHERE a.attrelid = i.indexrelid) = ARRAY['provider', 'provider_account_id'])
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;
  private final EvidenceJournal journal;

  StoredVerificationRecord(Transactions transactions, JdbcClient jdbc, EvidenceJournal journal) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.journal = journal;
  }

  @Override
  public void note(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
    transactions.callOnce(
        () -> {
          journal.write(evidence, account, constraint);
          return true;
        },
        violation -> Optional.empty());
  }

  @Override
  public boolean guardsOneOwner(String constraint) {
    return transactions.call(
        () -> jdbc.sql(GUARDS_ONE_OWNER).param("constraint", constraint).query(Boolean.class).single());
  }

  /** A kind that only another release knows is passed over. */
  @Override
  public Map<Evidence, Figure> figures() {
    return transactions.call(() -> {
      Map<Evidence, Figure> figures = new EnumMap<>(Evidence.class);
      jdbc.sql(FIGURES).query(row -> {
        Figure figure = figure(row);
        EvidenceJournal.known(row.getString("evidence")).ifPresent(evidence -> figures.put(evidence, figure));
      });
      return figures;
    });
  }

  @Override
  public Map<RefusedRow, Figure> refusedRows() {
    return transactions.call(() -> {
      Map<RefusedRow, Figure> rows = new LinkedHashMap<>();
      jdbc.sql(REFUSED_ROWS).query(row -> {
        rows.put(
            new RefusedRow(new Provider(row.getString("provider")), row.getString("constraint_name")),
            figure(row));
      });
      return rows;
    });
  }

  private static Figure figure(ResultSet row) throws SQLException {
    return new Figure(
        row.getLong("times"), row.getObject("at", OffsetDateTime.class).toInstant(), row.getString("trace_id"));
  }
}
