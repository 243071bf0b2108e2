package com.cloudaggregator.persistence.overview;

import com.cloudaggregator.application.overview.Measure;
import com.cloudaggregator.application.overview.OperationFigures;
import com.cloudaggregator.application.overview.Period;
import com.cloudaggregator.application.overview.RecentEvent;
import com.cloudaggregator.application.overview.Standing;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reports over several tables, which map to no entity ({@code docs/decisions/0060}). Each subquery
 * reads a range of an index up to a limit.
 */
@Component
final class JdbcOperationFigures implements OperationFigures {
  private static final String FAILURES =
      """
      ARRAY['owner_lookup_failed', 'owner_missing', 'other_unique_constraint', 'non_unique_error',
        'database_error_answered', 'offer_failed', 'renewal_failed', 'adoption_failed', 'refused_configuration',
        'refused_administrator', 'refused_account', 'refused_temporary']
      """;

  private static final String PERIODS =
      """
      SELECT p.start,
        (SELECT count(*) FROM (SELECT FROM ownership_verification_evidence e
          WHERE e.evidence = 'conflict_decided' AND e.at >= p.start AND e.at < p.start + p.length
          LIMIT :limit) AS found) AS conflicts,
        (SELECT count(*) FROM (SELECT FROM account_ownership_history h
          WHERE h.cause = 'transferred' AND h.at >= p.start AND h.at < p.start + p.length
          LIMIT :limit) AS found) AS transfers,
        (SELECT least(sum(n), :limit) FROM unnest(%s) AS f (kind) CROSS JOIN LATERAL (
          SELECT count(*) AS n FROM (SELECT FROM ownership_verification_evidence e
            WHERE e.evidence = f.kind AND e.at >= p.start AND e.at < p.start + p.length
            LIMIT :limit) AS found) AS each) AS failures,
        (SELECT count(*) FROM (SELECT FROM account_access_events a
          WHERE a.kind = 'reconnected' AND a.at >= p.start AND a.at < p.start + p.length
          LIMIT :limit) AS found) AS reconnects
      FROM (SELECT date_trunc(:unit, now(), 'UTC') - n * CAST('1 ' || :unit AS interval) AS start,
          CAST('1 ' || :unit AS interval) AS length
        FROM generate_series(0, :periods - 1) AS n) AS p
      ORDER BY p.start
      """
          .formatted(FAILURES);

  private static final String NEEDING_RECONNECT =
      """
      SELECT provider, reason, count(*) AS n
      FROM (SELECT provider, reason FROM cloud_provider_accounts WHERE status = 'needs_reconnect' LIMIT :limit) AS found
      GROUP BY provider, reason ORDER BY provider, reason
      """;

  private static final String REFUSALS =
      """
      SELECT f.kind, (SELECT count(*) FROM (SELECT FROM ownership_verification_evidence e
          WHERE e.evidence = 'refused_' || f.kind AND e.at > now() - interval '1 day' LIMIT :limit) AS found) AS n
      FROM unnest(CAST(:kinds AS text[])) AS f (kind)
      """;

  private static final String POSTPONED =
      """
      SELECT CASE refresh_trouble WHEN 'client_refused' THEN 'configuration' ELSE 'temporary' END AS kind, count(*) AS n
      FROM (SELECT refresh_trouble FROM cloud_provider_accounts
        WHERE status = 'connected' AND refresh_token_sealed IS NOT NULL AND refresh_not_before IS NOT NULL
        LIMIT :limit) AS found
      GROUP BY 1
      """;

  private static final String PENDING =
      """
      SELECT
        (SELECT count(*) FROM (SELECT FROM account_ownership_history h
          JOIN account_ownership_history b
            ON b.account_id = h.account_id AND b.epoch = h.epoch - 1 AND b.cause = 'transferred' AND b.from_user = h.to_user
          WHERE h.cause = 'transferred' AND h.at > now() - interval '1 day' LIMIT :limit) AS found) AS taken_back,
        (SELECT count(*) FROM (SELECT FROM cloud_provider_accounts WHERE frozen_at IS NOT NULL LIMIT :limit) AS found)
          AS frozen,
        (SELECT count(*) FROM (SELECT FROM grant_revocations WHERE state = 'pending' LIMIT :limit) AS found)
          AS revocations,
        (SELECT coalesce(CAST(extract(epoch FROM now() - min(execution_time)) AS bigint), 0)
          FROM scheduled_tasks WHERE NOT picked AND execution_time < now()) AS job_delay
      """;

  /** Ordered within each kind by its index, so no kind reads more than the page. */
  private static final String RECENT =
      """
      SELECT n.at, n.kind, coalesce(n.provider, c.provider) AS provider, n.account_id FROM (
        SELECT r.at, r.kind, r.provider, r.account_id FROM (
          SELECT e.at, e.kind, NULL AS provider, e.account_id FROM unnest(
              ARRAY['connected', 'adopted', 'transferred', 'released']) AS k (kind) CROSS JOIN LATERAL (
            SELECT at, cause AS kind, account_id FROM account_ownership_history h
            WHERE h.cause = k.kind ORDER BY at DESC LIMIT :limit) AS e
          UNION ALL
          SELECT e.at, e.kind, NULL, e.account_id FROM unnest(ARRAY['reconnected', 'needs_reconnect']) AS k (kind)
          CROSS JOIN LATERAL (
            SELECT at, a.kind, account_id FROM account_access_events a
            WHERE a.kind = k.kind ORDER BY at DESC LIMIT :limit) AS e
          UNION ALL
          SELECT e.at, e.evidence, e.provider, NULL FROM unnest(
              ARRAY['conflict_decided'] || %s) AS k (kind) CROSS JOIN LATERAL (
            SELECT at, evidence, provider FROM ownership_verification_evidence v
            WHERE v.evidence = k.kind ORDER BY at DESC LIMIT :limit) AS e
          UNION ALL
          (SELECT at, 'operator_' || action, NULL, account_id FROM operator_actions ORDER BY at DESC LIMIT :limit)) AS r
        ORDER BY r.at DESC, r.kind LIMIT :limit) AS n
      LEFT JOIN cloud_provider_accounts c ON c.id = n.account_id
      ORDER BY n.at DESC, n.kind
      """
          .formatted(FAILURES);

  private final Transactions transactions;
  private final JdbcClient jdbc;

  JdbcOperationFigures(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public List<Period> countByPeriod(PeriodLength length, int periods) {
    return transactions.read(
        () ->
            jdbc.sql(PERIODS)
                .param("unit", Codes.of(length))
                .param("periods", periods)
                .param("limit", PERIOD_LIMIT)
                .query((row, n) -> period(row))
                .list());
  }

  private static Period period(ResultSet row) throws SQLException {
    Map<Measure, Long> counts = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      counts.put(measure, row.getLong(Codes.of(measure)));
    }
    return new Period(instant(row, "start"), counts);
  }

  /** The name and the number of a group. */
  private record Group(String kind, @Nullable String reason, long count) {}

  @Override
  public Standing readStanding() {
    return transactions.callInSnapshot(
        () -> {
          Map<Provider, Long> needing = new LinkedHashMap<>();
          Map<RefusalCategory, Long> waiting = new EnumMap<>(RefusalCategory.class);
          for (Group group :
              jdbc.sql(NEEDING_RECONNECT)
                  .param("limit", ACCOUNT_LIMIT)
                  .query(
                      (row, n) ->
                          new Group(
                              row.getString("provider"), row.getString("reason"), row.getLong("n")))
                  .list()) {
            needing.merge(new Provider(group.kind()), group.count(), Long::sum);
            waiting.merge(categoryOf(ReconnectReason.of(group.reason())), group.count(), Long::sum);
          }
          Map<RefusalCategory, Long> refusals =
              byCategory(
                  jdbc.sql(REFUSALS)
                      .param(
                          "kinds",
                          Arrays.stream(RefusalCategory.values())
                              .map(RefusalCategory::code)
                              .toArray(String[]::new)));
          Map<RefusalCategory, Long> postponed = byCategory(jdbc.sql(POSTPONED));
          return jdbc.sql(PENDING)
              .param("limit", ACCOUNT_LIMIT)
              .query(
                  (row, n) ->
                      new Standing(
                          needing,
                          refusals,
                          postponed,
                          waiting,
                          row.getLong("taken_back"),
                          row.getLong("frozen"),
                          row.getLong("revocations"),
                          Duration.ofSeconds(row.getLong("job_delay"))))
              .single();
        });
  }

  private static Map<RefusalCategory, Long> byCategory(JdbcClient.StatementSpec statement) {
    Map<RefusalCategory, Long> counts = new EnumMap<>(RefusalCategory.class);
    statement
        .param("limit", ACCOUNT_LIMIT)
        .query((row, n) -> new Group(row.getString("kind"), null, row.getLong("n")))
        .list()
        .forEach(
            group -> counts.put(Codes.parse(RefusalCategory.class, group.kind()), group.count()));
    return counts;
  }

  private static RefusalCategory categoryOf(ReconnectReason reason) {
    return switch (reason) {
      case ADMIN_POLICY -> RefusalCategory.ADMINISTRATOR;
      case CONSENT_REVOKED, MISSING_SCOPE -> RefusalCategory.USER;
      case CREDENTIALS_UNREADABLE -> RefusalCategory.CONFIGURATION;
      case INVALID_GRANT,
          REFRESH_TOKEN_EXPIRED,
          SIGN_IN_REQUIRED,
          ACCOUNT_DISABLED,
          ACCESS_EXPIRED,
          UNSPECIFIED ->
          RefusalCategory.ACCOUNT;
    };
  }

  @Override
  public List<RecentEvent> listRecent(int limit) {
    return transactions.read(
        () ->
            jdbc.sql(RECENT)
                .param("limit", limit)
                .query(
                    (row, n) -> {
                      String provider = row.getString("provider");
                      UUID account = row.getObject("account_id", UUID.class);
                      return new RecentEvent(
                          instant(row, "at"),
                          row.getString("kind"),
                          provider == null ? null : new Provider(provider),
                          account == null ? null : new AccountId(account));
                    })
                .list());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
