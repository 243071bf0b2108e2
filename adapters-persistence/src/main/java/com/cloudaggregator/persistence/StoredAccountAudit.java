package com.cloudaggregator.persistence;

import com.cloudaggregator.application.evidence.Dossier;
import com.cloudaggregator.application.evidence.OwnerChange;
import com.cloudaggregator.application.evidence.Cause;
import com.cloudaggregator.application.evidence.PendingOffers;
import com.cloudaggregator.application.evidence.Sighting;
import com.cloudaggregator.application.port.AccountAudit;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an operator sees, from PostgreSQL; each look-up goes by an index. */
final class StoredAccountAudit implements AccountAudit {
  /** Below every id. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /** Else a change of owner between two of the queries would look like a gap. */
  private static final String ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  private static final String HISTORY = """
      SELECT epoch, from_user, to_user, cause, at FROM account_ownership_history
      WHERE account_id = :account ORDER BY epoch
      """;

  private static final String PENDING = """
      SELECT count(*) AS times, max(expires_at) AS last_expiry FROM ownership_transfer_requests
      WHERE account_id = :account AND used_at IS NULL AND expires_at > now()
      """;

  private static final String SIGHTINGS = """
      SELECT evidence, at, trace_id FROM ownership_verification_evidence
      WHERE provider = :provider AND provider_account_id = :subject AND at >= (
        SELECT max(at) FROM ownership_verification_evidence
        WHERE provider = :provider AND provider_account_id = :subject AND evidence = 'duplicate_detected')
      ORDER BY at, id LIMIT 50
      """;

  private final Transactions transactions;
  private final EntityManager entities;
  private final JdbcClient jdbc;

  StoredAccountAudit(Transactions transactions, EntityManager entities, JdbcClient jdbc) {
    this.transactions = transactions;
    this.entities = entities;
    this.jdbc = jdbc;
  }

  @Override
  public Optional<Dossier> dossier(ProviderAccountId account) {
    return transactions.call(() -> {
      jdbc.sql(ONE_MOMENT).update();
      return entities
          .createQuery(
              "from CloudAccountEntity a where a.provider = :provider and a.providerAccountId = :subject",
              CloudAccountEntity.class)
          .setParameter("provider", account.provider().id())
          .setParameter("subject", account.subject())
          .getResultStream()
          .findFirst()
          .map(CloudAccountEntity::toDomain)
          .map(found -> new Dossier(found, history(found.id()), pending(found.id()), sightings(account)));
    });
  }

  @Override
  public List<CloudAccount> byStatus(AccountStatus status, @Nullable AccountId after, int limit) {
    return transactions.call(() -> entities
        .createQuery(
            "from CloudAccountEntity a where a.status = :status and a.id > :after order by a.id",
            CloudAccountEntity.class)
        .setParameter("status", status.name().toLowerCase(Locale.ROOT))
        .setParameter("after", after == null ? BEFORE_ALL : after.value())
        .setMaxResults(limit)
        .getResultStream()
        .map(CloudAccountEntity::toDomain)
        .toList());
  }

  private List<OwnerChange> history(AccountId account) {
    return jdbc.sql(HISTORY)
        .param("account", account.value())
        .query((row, n) -> new OwnerChange(
            new Epoch(row.getLong("epoch")),
            user(row, "from_user"),
            user(row, "to_user"),
            Cause.valueOf(row.getString("cause").toUpperCase(Locale.ROOT)),
            row.getObject("at", OffsetDateTime.class).toInstant()))
        .list();
  }

  private PendingOffers pending(AccountId account) {
    return jdbc.sql(PENDING)
        .param("account", account.value())
        .query((row, n) -> new PendingOffers(row.getLong("times"), lastExpiry(row)))
        .single();
  }

  private List<Sighting> sightings(ProviderAccountId account) {
    return jdbc.sql(SIGHTINGS)
        .param("provider", account.provider().id())
        .param("subject", account.subject())
        .query(StoredAccountAudit::sighting)
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** Empty for a kind that only another release knows. */
  private static Optional<Sighting> sighting(ResultSet row, int number) throws SQLException {
    Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
    String traceId = row.getString("trace_id");
    return EvidenceJournal.known(row.getString("evidence")).map(evidence -> new Sighting(evidence, at, traceId));
  }

  private static @Nullable UserId user(ResultSet row, String column) throws SQLException {
    String user = row.getString(column);
    return user == null ? null : new UserId(user);
  }

  private static @Nullable Instant lastExpiry(ResultSet row) throws SQLException {
    OffsetDateTime expiry = row.getObject("last_expiry", OffsetDateTime.class);
    return expiry == null ? null : expiry.toInstant();
  }
}
