package com.cloudaggregator.persistence.audit;

import com.cloudaggregator.application.audit.AccountFiles;
import com.cloudaggregator.application.audit.OfferEntry;
import com.cloudaggregator.application.audit.TimelineEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.account.CloudAccountEntity;
import com.cloudaggregator.persistence.account.CloudAccountJpaRepository;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reports over several tables, which map to no entity ({@code docs/decisions/0060}). Each subquery
 * reads a range of an index up to the limit.
 */
@Component
final class JdbcAccountFiles implements AccountFiles {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** The recursion jumps from one provider to the next in the unique index. */
  private static final String SEARCH =
      """
      WITH RECURSIVE known (provider) AS (
        SELECT min(provider) FROM cloud_provider_accounts
        UNION ALL
        SELECT (SELECT min(a.provider) FROM cloud_provider_accounts a WHERE a.provider > k.provider)
        FROM known k WHERE k.provider IS NOT NULL)
      SELECT found.id FROM (
        (SELECT id FROM cloud_provider_accounts WHERE id = CAST(:id AS uuid))
        UNION
        (SELECT id FROM cloud_provider_accounts WHERE user_id = :text ORDER BY id LIMIT :limit)
        UNION
        (SELECT a.id FROM known k JOIN cloud_provider_accounts a ON a.provider = k.provider
          AND a.provider_account_id IN (:text, erased_value(k.provider, :text)))
        UNION
        (SELECT id FROM cloud_provider_accounts WHERE label <> '' AND lower(label) = lower(:text)
          ORDER BY id LIMIT :limit)
        UNION
        (SELECT account_id FROM account_ownership_history
          WHERE from_user = (SELECT pseudonym FROM user_pseudonyms WHERE user_id = :text)
          ORDER BY at DESC LIMIT :limit)) AS found
      ORDER BY found.id LIMIT :limit
      """;

  private static final String TIMELINE =
      """
      SELECT t.at, t.kind, t.epoch, coalesce(f.user_id, t.from_user) AS from_user, coalesce(o.user_id, t.to_user) AS to_user,
        t.reason, t.trace_id
      FROM (
        (SELECT at, cause AS kind, epoch, from_user, to_user, NULL AS reason, NULL AS trace_id
          FROM account_ownership_history WHERE account_id = :account ORDER BY epoch DESC LIMIT :limit)
        UNION ALL
        (SELECT at, kind, epoch, NULL, user_id, NULL, NULL
          FROM account_access_events WHERE account_id = :account ORDER BY epoch DESC, turn DESC LIMIT :limit)
        UNION ALL
        (SELECT at, 'operator_' || action, epoch, operator, NULL, reason, trace_id
          FROM operator_actions WHERE account_id = :account ORDER BY at DESC LIMIT :limit)
        UNION ALL
        SELECT at, evidence, NULL, NULL, NULL, NULL, trace_id FROM (
          SELECT at, evidence, trace_id FROM ownership_verification_evidence
          WHERE provider = :provider AND provider_account_id = :subject ORDER BY at DESC LIMIT :limit) AS e
        WHERE evidence IN ('conflict_decided', 'owner_lookup_failed', 'owner_missing', 'other_unique_constraint',
          'non_unique_error', 'database_error_answered', 'offer_failed', 'renewal_failed', 'adoption_failed')) AS t
      LEFT JOIN user_pseudonyms f ON f.pseudonym = t.from_user
      LEFT JOIN user_pseudonyms o ON o.pseudonym = t.to_user
      ORDER BY t.at DESC, t.epoch DESC NULLS LAST LIMIT :limit
      """;

  private static final String OFFERS =
      """
      SELECT requester, created_at, expires_at, used_at FROM ownership_transfer_requests
      WHERE account_id = :account ORDER BY created_at DESC LIMIT :limit
      """;

  private final Transactions transactions;
  private final CloudAccountJpaRepository accounts;
  private final JdbcClient jdbc;

  JdbcAccountFiles(Transactions transactions, CloudAccountJpaRepository accounts, JdbcClient jdbc) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.jdbc = jdbc;
  }

  @Override
  public Optional<CloudAccount> find(AccountId account) {
    return transactions.read(
        () -> accounts.findById(account.value()).map(CloudAccountEntity::toDomain));
  }

  @Override
  public List<CloudAccount> search(String text, int limit) {
    return transactions.callInSnapshot(
        () -> {
          List<UUID> found =
              jdbc.sql(SEARCH)
                  .param("text", text)
                  .param("id", UUID_TEXT.matcher(text).matches() ? text : null, Types.VARCHAR)
                  .param("limit", limit)
                  .query((row, n) -> row.getObject("id", UUID.class))
                  .list();
          return accounts.findAllById(found).stream()
              .map(CloudAccountEntity::toDomain)
              .sorted(Comparator.comparing(account -> account.id().toString()))
              .toList();
        });
  }

  @Override
  public List<TimelineEntry> listTimeline(CloudAccount account, int limit) {
    return transactions.read(
        () ->
            jdbc.sql(TIMELINE)
                .param("account", account.id().value())
                .param("provider", account.providerAccount().provider().id())
                .param("subject", account.providerAccount().subject())
                .param("limit", limit)
                .query(
                    (row, n) ->
                        new TimelineEntry(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("kind"),
                            row.getObject("epoch", Long.class),
                            user(row, "from_user"),
                            user(row, "to_user"),
                            row.getString("reason"),
                            row.getString("trace_id")))
                .list());
  }

  @Override
  public List<OfferEntry> listOffers(AccountId account, int limit) {
    return transactions.read(
        () ->
            jdbc.sql(OFFERS)
                .param("account", account.value())
                .param("limit", limit)
                .query(
                    (row, n) -> {
                      OffsetDateTime used = row.getObject("used_at", OffsetDateTime.class);
                      return new OfferEntry(
                          new UserId(row.getString("requester")),
                          instant(row, "created_at"),
                          instant(row, "expires_at"),
                          used == null ? null : used.toInstant());
                    })
                .list());
  }

  private static @Nullable UserId user(ResultSet row, String column) throws SQLException {
    String user = row.getString(column);
    return user == null ? null : new UserId(user);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
