package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.Activities;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A user's history on PostgreSQL: each of its three parts is read from an index, and no further than the page is long. */
final class StoredActivities implements Activities {
  /** Later than every row, and above every id. */
  private static final Position START = new Position(
      Instant.parse("9999-12-31T00:00:00Z"), UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"), Long.MAX_VALUE, Long.MAX_VALUE);

  private static final String MARK = """
      SELECT at, account_id, epoch, 0 AS turn FROM account_ownership_history
      WHERE :turn = 0 AND account_id = :account AND epoch = :epoch AND (to_user = :user OR from_user = :user)
      UNION ALL
      SELECT at, account_id, epoch, turn FROM account_access_events
      WHERE turn = :turn AND account_id = :account AND epoch = :epoch AND user_id = :user
      """;

  /**
   * The label belongs to the present owner; a former one is shown what he was told when he lost it, and the last one,
   * masked, what he let go of as long as nobody has it ({@link StoredAccountRecords}).
   */
  private static final String OF = """
      SELECT h.account_id, h.epoch, h.turn, h.kind, h.at, a.provider,
        CASE WHEN a.user_id = :user THEN a.label ELSE (
          SELECT e.masked_label FROM cloud_transfer_events e
          WHERE e.account_id = h.account_id AND e.epoch = h.epoch AND e.user_id = :user) END AS label,
        CASE WHEN a.user_id IS NULL AND EXISTS (
          SELECT FROM account_ownership_history l
          WHERE l.account_id = a.id AND l.epoch = a.epoch AND l.cause = 'released' AND l.from_user = :user)
          THEN a.label END AS let_go
      FROM (
        (SELECT account_id, epoch, 0 AS turn, at,
           CASE cause WHEN 'transferred' THEN 'transferred_in' ELSE cause END AS kind
         FROM account_ownership_history
         WHERE to_user = :user AND (at, account_id, epoch) <= (:at, :id, :epoch)
           AND (at, account_id, epoch, 0) < (:at, :id, :epoch, :turn)
           AND (CAST(:account AS uuid) IS NULL OR account_id = :account)
           AND (CAST(:kind AS text) IS NULL OR CASE cause WHEN 'transferred' THEN 'transferred_in' ELSE cause END = :kind)
         ORDER BY at DESC, account_id DESC, epoch DESC LIMIT :limit)
        UNION ALL
        (SELECT account_id, epoch, 0 AS turn, at,
           CASE cause WHEN 'transferred' THEN 'transferred_out' ELSE cause END AS kind
         FROM account_ownership_history
         WHERE from_user = :user AND (at, account_id, epoch) <= (:at, :id, :epoch)
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

  StoredActivities(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  /** A place in the order of the list. */
  private record Position(Instant at, UUID account, long epoch, long turn) {}

  @Override
  public List<Happening> of(
      UserId user,
      @Nullable AccountId account,
      Happening.@Nullable Kind kind,
      Happening.@Nullable Mark after,
      int limit) {
    return transactions.call(() -> {
      Optional<Position> from = after == null ? Optional.of(START) : position(after, user);
      return from.map(position -> page(user, account, kind, position, limit)).orElseGet(List::of);
    });
  }

  private Optional<Position> position(Happening.Mark mark, UserId user) {
    return jdbc.sql(MARK)
        .param("account", mark.account().value())
        .param("epoch", mark.epoch().value())
        .param("turn", mark.turn())
        .param("user", user.value())
        .query((row, n) -> new Position(
            row.getObject("at", OffsetDateTime.class).toInstant(),
            row.getObject("account_id", UUID.class),
            row.getLong("epoch"),
            row.getLong("turn")))
        .optional();
  }

  private List<Happening> page(
      UserId user, @Nullable AccountId account, Happening.@Nullable Kind kind, Position after, int limit) {
    return jdbc.sql(OF)
        .param("user", user.value())
        .param("at", after.at().atOffset(ZoneOffset.UTC))
        .param("id", after.account())
        .param("epoch", after.epoch())
        .param("turn", after.turn())
        .param("account", account == null ? null : account.value(), Types.OTHER)
        .param("kind", kind == null ? null : kind.code(), Types.VARCHAR)
        .param("limit", limit)
        .query((row, n) -> happening(row))
        .list();
  }

  private static Happening happening(ResultSet row) throws SQLException {
    String label = row.getString("label");
    String letGo = row.getString("let_go");
    return new Happening(
        new Happening.Mark(
            new AccountId(row.getObject("account_id", UUID.class)),
            new Epoch(row.getLong("epoch")),
            row.getLong("turn")),
        new Provider(row.getString("provider")),
        label == null && letGo != null ? new AccountLabel(letGo).masked() : label,
        Happening.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
