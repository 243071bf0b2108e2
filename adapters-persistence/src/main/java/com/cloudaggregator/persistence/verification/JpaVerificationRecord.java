package com.cloudaggregator.persistence.verification;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceCount;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.application.verification.ViolatedConstraint;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import com.cloudaggregator.persistence.verification.EvidenceJpaRepository.ConstraintCount;
import com.cloudaggregator.persistence.verification.EvidenceJpaRepository.KindCount;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Figures are counted from the stored evidence, so a restart loses nothing. */
@Component
final class JpaVerificationRecord implements VerificationRecord {
  /**
   * A look-up in the catalogue of PostgreSQL, which has no entities ({@code docs/decisions/0060}).
   */
  private static final String GUARDS_ONE_OWNER =
      """
      SELECT EXISTS (
        SELECT FROM pg_index AS i JOIN pg_class AS name ON name.oid = i.indexrelid
        WHERE name.relname = :constraint AND i.indrelid = to_regclass('cloud_provider_accounts') AND i.indisunique
          AND (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute AS a
            WHERE a.attrelid = i.indexrelid) = ARRAY['provider', 'provider_account_id'])
      """;

  private static final String[] KINDS =
      Arrays.stream(Evidence.values()).map(Codes::of).toArray(String[]::new);

  private final Transactions transactions;
  private final EvidenceJpaRepository evidences;
  private final EvidenceJournal journal;
  private final JdbcClient jdbc;

  JpaVerificationRecord(
      Transactions transactions,
      EvidenceJpaRepository evidences,
      EvidenceJournal journal,
      JdbcClient jdbc) {
    this.transactions = transactions;
    this.evidences = evidences;
    this.journal = journal;
    this.jdbc = jdbc;
  }

  @Override
  public void record(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
    journal.record(evidence, account, constraint).ifPresent(this::store);
  }

  @Override
  public <T> T together(Supplier<T> useCase) {
    return journal.collect(
        useCase,
        rows -> {
          try {
            store(rows);
          } catch (StoreException lost) {
            // Lost; monitoring of the store shows the failure itself.
          }
        });
  }

  private void store(String rows) {
    transactions.changeOnce(() -> evidences.insertSoon(rows), violation -> Optional.empty());
  }

  @Override
  public boolean guardsOneOwner(String constraint) {
    return transactions.read(
        () ->
            jdbc.sql(GUARDS_ONE_OWNER)
                .param("constraint", constraint)
                .query(Boolean.class)
                .single());
  }

  @Override
  public Map<Evidence, EvidenceCount> countEvidence() {
    return transactions.read(
        () -> {
          Map<Evidence, EvidenceCount> figures = new EnumMap<>(Evidence.class);
          for (KindCount count : evidences.countByKind(KINDS, EvidenceCount.MOST)) {
            EvidenceEntity.known(count.getEvidence())
                .ifPresent(
                    evidence ->
                        figures.put(
                            evidence,
                            new EvidenceCount(
                                count.getTimes(), count.getAt(), count.getTraceId())));
          }
          return figures;
        });
  }

  @Override
  public Map<ViolatedConstraint, EvidenceCount> countViolations() {
    return transactions.read(
        () -> {
          Map<ViolatedConstraint, EvidenceCount> rows = new LinkedHashMap<>();
          for (ConstraintCount count : evidences.countByConstraint(EvidenceCount.MOST)) {
            rows.put(
                new ViolatedConstraint(
                    new Provider(count.getProvider()), count.getConstraintName()),
                new EvidenceCount(count.getTimes(), count.getAt(), count.getTraceId()));
          }
          return rows;
        });
  }
}
