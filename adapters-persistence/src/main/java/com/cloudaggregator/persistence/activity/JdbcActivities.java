package com.cloudaggregator.persistence.activity;

import com.cloudaggregator.application.activity.Activities;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityCursor;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A user's activity list: three index scans, each no longer than the page, merged by the database.
 * It is a report over three tables and maps to no entity, so it uses {@link JdbcClient} ({@code
 * docs/decisions/0060}).
 */
@Component
final class JdbcActivities implements Activities {
  /** Later than every row, and higher than every id. */
  private static final Position START =
      new Position(
          Instant.parse("9999-12-31T00:00:00Z"),
          UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"),
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  private static final String CURSOR =
      """
      SELECT at, account_id, epoch, 0 AS turn FROM account_ownership_history
      WHERE :turn = 0 AND account_id = :account AND epoch = :epoch AND
        (SELECT pseudonym FROM user_pseudonyms WHERE user_id = :user) IN (to_user, from_user)
      UNION ALL
      SELECT at, account_id, epoch, turn FROM account_access_events
      WHERE turn = :turn AND account_id = :account AND epoch = :epoch AND user_id = :user
      """;

  /**
   * The present owner sees the label. A former owner sees the masked label of the notice they got,
   * and the last owner the masked label of the revocation, as long as the account is released.
   */
  private static final String PAGE =
      """
      SELECT h.account_id, h.epoch, h.turn, h.kind, h.at, a.provider,
        CASE WHEN a.user_id = :user THEN a.label ELSE coalesce(
          (SELECT e.masked_label FROM cloud_transfer_events e
           WHERE e.account_id = h.account_id AND e.epoch = h.epoch AND e.user_id = :user),
          (SELECT r.masked_label FROM grant_revocations r
           WHERE r.account_id = a.id AND r.epoch = a.epoch AND r.user_id = :user AND a.user_id IS NULL)) END AS label
      FROM (
        (SELECT account_id, epoch, 0 AS turn, at,
           CASE cause WHEN 'transferred' THEN 'transferred_in' ELSE cause END AS kind
         FROM account_ownership_history
         WHERE to_user = (SELECT pseudonym FROM user_pseudonyms WHERE user_id = :user)
           AND (at, account_id, epoch) <= (:at, :id, :epoch)
           AND (at, account_id, epoch, 0) < (:at, :id, :epoch, :turn)
           AND (CAST(:account AS uuid) IS NULL OR account_id = :account)
           AND (CAST(:kind AS text) IS NULL OR CASE cause WHEN 'transferred' THEN 'transferred_in' ELSE cause END = :kind)
         ORDER BY at DESC, account_id DESC, epoch DESC LIMIT :limit)
        UNION ALL
        (SELECT account_id, epoch, 0 AS turn, at,
           CASE cause WHEN 'transferred' THEN 'transferred_out' ELSE cause END AS kind
         FROM account_ownership_history
         WHERE from_user = (SELECT pseudonym FROM user_pseudonyms WHERE user_id = :user)
           AND (at, account_id, epoch) <= (:at, :id, :epoch)
           AND (at, account_id, epoch, 0) < (:at, :id, :epoch, :turn)
           AND (CAST(:account AS uuid) IS NULL OR account_id = :account)
           AND (CAST(:kind AS text) IS NULL OR CASE cause WHEN 'transferred' THEN 'transferred_out' ELSE cause END = :kind)
         ORDER BY at DESC, account_id DESC, epoch DESC LIMIT :limit)
        UNION ALL
        (SELECT account_id, epoch, turn, at, kind
         FROM account_access_events
         WHERE user_id = :user AND (at, account_id, epoch, turn) < (:at, :id, :epoch, :turn)
           AND (CAST(:account AS uuid) IS NULL OR account_id = :account)
           AND (CAST(:kind AS text) IS NULL OR kind = :kind)
         ORDER BY at DESC, account_id DESC, epoch DESC, turn DESC LIMIT :limit)) h
      JOIN cloud_provider_accounts a ON a.id = h.account_id
      ORDER BY h.at DESC, h.account_id DESC, h.epoch DESC, h.turn DESC LIMIT :limit
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;

  JdbcActivities(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  /** A position in the order of the list. */
  private record Position(Instant at, UUID account, long epoch, long turn) {}

  @Override
  public List<ActivityEntry> list(
      UserId user,
      @Nullable AccountId account,
      ActivityEntry.@Nullable Kind kind,
      @Nullable ActivityCursor after,
      int limit) {
    return transactions.call(
        () -> {
          Optional<Position> from = after == null ? Optional.of(START) : position(after, user);
          return from.map(position -> page(user, account, kind, position, limit))
              .orElseGet(List::of);
        });
  }

  private Optional<Position> position(ActivityCursor mark, UserId user) {
    return jdbc.sql(CURSOR)
        .param("account", mark.account().value())
        .param("epoch", mark.epoch().value())
        .param("turn", mark.sequence())
        .param("user", user.value())
        .query(
            (row, n) ->
                new Position(
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getObject("account_id", UUID.class),
                    row.getLong("epoch"),
                    row.getLong("turn")))
        .optional();
  }

  private List<ActivityEntry> page(
      UserId user,
      @Nullable AccountId account,
      ActivityEntry.@Nullable Kind kind,
      Position after,
      int limit) {
    return jdbc.sql(PAGE)
        .param("user", user.value())
        .param("at", after.at().atOffset(ZoneOffset.UTC))
        .param("id", after.account())
        .param("epoch", after.epoch())
        .param("turn", after.turn())
        .param("account", account == null ? null : account.value(), Types.OTHER)
        .param("kind", kind == null ? null : kind.code(), Types.VARCHAR)
        .param("limit", limit)
        .query((row, n) -> entry(row))
        .list();
  }

  private static ActivityEntry entry(ResultSet row) throws SQLException {
    return new ActivityEntry(
        new ActivityCursor(
            new AccountId(row.getObject("account_id", UUID.class)),
            new Epoch(row.getLong("epoch")),
            row.getLong("turn")),
        new Provider(row.getString("provider")),
        row.getString("label"),
        Codes.parse(ActivityEntry.Kind.class, row.getString("kind")),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
