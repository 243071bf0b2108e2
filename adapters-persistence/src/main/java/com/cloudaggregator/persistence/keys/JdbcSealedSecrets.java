package com.cloudaggregator.persistence.keys;

import com.cloudaggregator.application.keys.SealedSecrets;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.keys.Vault.Sealed;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The sealed secrets in five columns of three tables, each with an index on key and id. A
 * replacement locks the rows that no other transaction has locked, and changes those whose sealed
 * bytes are still the bytes that were read. Sealed bytes never repeat, so this compares owner,
 * epoch and version too.
 *
 * <p>The statements are built from the table descriptions below and change many rows with arrays as
 * parameters, so this class uses {@link JdbcClient} ({@code docs/decisions/0060}).
 */
@Component
final class JdbcSealedSecrets implements SealedSecrets {
  /** Lower than every id. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /** A column that holds sealed values. */
  private record Column(Purpose purpose, String sealed, String key) {}

  /**
   * A table with such columns.
   *
   * @param id the name of the primary key
   * @param place the rest of the select list and the FROM clause: what the secrets of a row are
   *     bound to
   */
  private record Table(String name, String id, String place, List<Column> columns) {

    /**
     * The key is given as both ends of a range. As a single value it would let a planner with old
     * statistics choose the primary key and read past every row that has been re-encrypted.
     */
    String select(Column by) {
      StringBuilder list = new StringBuilder("SELECT t.").append(id).append(" AS row_id");
      columns.forEach(
          column ->
              list.append(", t.").append(column.sealed()).append(", t.").append(column.key()));
      return list.append(", ")
          .append(place)
          .append(" WHERE (t.")
          .append(by.key())
          .append(", t.")
          .append(id)
          .append(") > (:key, :after)")
          .append(" AND t.")
          .append(by.key())
          .append(" <= :key")
          .append(" ORDER BY t.")
          .append(by.key())
          .append(", t.")
          .append(id)
          .append(" LIMIT :limit")
          .toString();
    }

    /** The parameters are arrays with one element for each row; an empty value stands for NULL. */
    String replace() {
      StringBuilder set = new StringBuilder();
      StringBuilder arrays = new StringBuilder();
      StringBuilder names = new StringBuilder();
      StringBuilder unchanged = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        String column = columns.get(i).sealed();
        set.append(i == 0 ? "" : ", ")
            .append(column)
            .append(" = nullif(n.fresh")
            .append(i)
            .append(", '')");
        arrays
            .append(", CAST(:old")
            .append(i)
            .append(" AS bytea[]), CAST(:fresh")
            .append(i)
            .append(" AS bytea[])");
        names.append(", old").append(i).append(", fresh").append(i);
        unchanged
            .append(" AND t.")
            .append(column)
            .append(" IS NOT DISTINCT FROM nullif(n.old")
            .append(i)
            .append(", '')");
      }
      return "WITH free AS MATERIALIZED (SELECT "
          + id
          + " FROM "
          + name
          + " WHERE "
          + id
          + " = ANY (CAST(:ids AS uuid[])) FOR NO KEY UPDATE SKIP LOCKED)"
          + " UPDATE "
          + name
          + " AS t SET "
          + set
          + " FROM unnest(CAST(:ids AS uuid[])"
          + arrays
          + ") AS n (id"
          + names
          + ") JOIN free ON free."
          + id
          + " = n.id"
          + " WHERE t."
          + id
          + " = n.id"
          + unchanged
          + " RETURNING t."
          + id;
    }
  }

  private static final Table ACCOUNTS =
      new Table(
          "cloud_provider_accounts",
          "id",
          "t.provider, t.provider_account_id, t.user_id AS holder, t.epoch AS at_epoch FROM cloud_provider_accounts t",
          List.of(
              new Column(Purpose.ACCESS_TOKEN, "access_token_sealed", "access_token_key_id"),
              new Column(Purpose.REFRESH_TOKEN, "refresh_token_sealed", "refresh_token_key_id")));

  private static final Table OFFERS =
      new Table(
          "ownership_transfer_requests",
          "jti",
          "a.provider, a.provider_account_id, t.requester AS holder, t.expected_epoch AS at_epoch"
              + " FROM ownership_transfer_requests t JOIN cloud_provider_accounts a ON a.id = t.account_id",
          List.of(
              new Column(Purpose.PARKED_ACCESS_TOKEN, "access_token_sealed", "access_token_key_id"),
              new Column(
                  Purpose.PARKED_REFRESH_TOKEN, "refresh_token_sealed", "refresh_token_key_id")));

  private static final Table REVOCATIONS =
      new Table(
          "grant_revocations",
          "id",
          "a.provider, a.provider_account_id, t.user_id AS holder, t.epoch AS at_epoch"
              + " FROM grant_revocations t JOIN cloud_provider_accounts a ON a.id = t.account_id",
          List.of(new Column(Purpose.REVOCATION_TOKEN, "token_sealed", "token_key_id")));

  /** Steps through the index from key to key, so that a million rows of one key are one step. */
  private static final String KEYS =
      """
      WITH RECURSIVE seen AS (
        (SELECT %1$s AS key FROM %2$s WHERE %1$s IS NOT NULL ORDER BY %1$s LIMIT 1)
        UNION ALL
        SELECT (SELECT %1$s FROM %2$s WHERE %1$s > seen.key ORDER BY %1$s LIMIT 1)
        FROM seen WHERE seen.key IS NOT NULL)
      SELECT key FROM seen WHERE key IS NOT NULL
      """;

  private static final String COUNT =
      """
      WITH part AS MATERIALIZED (
        SELECT %2$s AS id FROM %3$s WHERE (%1$s, %2$s) > (:key, :after) AND %1$s <= :key
        ORDER BY %1$s, %2$s LIMIT :limit)
      SELECT (SELECT count(*) FROM part) AS secrets, (SELECT id FROM part ORDER BY id DESC LIMIT 1) AS last
      """;

  /**
   * For reads. A read that starts at the first row of a key passes the index entries of all rows
   * that have been re-encrypted until a vacuum removes them; for a million rows that exceeds the
   * usual timeout.
   */
  private static final String LONG_READ = "SET LOCAL statement_timeout = '30s'";

  /** A little longer than the statement may take, in milliseconds. The pool resets it. */
  private static final int LONG_NETWORK_TIMEOUT = 32_000;

  private final Transactions transactions;
  private final JdbcOperations connections;
  private final JdbcClient jdbc;

  JdbcSealedSecrets(Transactions transactions, JdbcOperations connections, JdbcClient jdbc) {
    this.transactions = transactions;
    this.connections = connections;
    this.jdbc = jdbc;
  }

  @Override
  public Set<String> listKeys(Purpose purpose) {
    String sql = KEYS.formatted(column(purpose).key(), table(purpose).name());
    return withLongTimeout(() -> Set.copyOf(jdbc.sql(sql).query(String.class).list()));
  }

  @Override
  public PartialCount count(Purpose purpose, String key, @Nullable UUID after, int limit) {
    Table table = table(purpose);
    String sql = COUNT.formatted(column(purpose).key(), table.id(), table.name());
    return withLongTimeout(
        () ->
            page(sql, key, after, limit)
                .query(
                    (row, n) ->
                        new PartialCount(row.getLong("secrets"), row.getObject("last", UUID.class)))
                .single());
  }

  @Override
  public List<SealedRow> listRows(Purpose purpose, String key, @Nullable UUID after, int limit) {
    Table table = table(purpose);
    String sql = table.select(column(purpose));
    return withLongTimeout(
        () -> page(sql, key, after, limit).query((row, n) -> row(table, row)).list());
  }

  /** Reads lock nothing; only operators and jobs wait for them. */
  private <T> T withLongTimeout(Supplier<T> read) {
    return transactions.call(
        () -> {
          connections.execute(
              (Connection connection) -> {
                connection.setNetworkTimeout(Runnable::run, LONG_NETWORK_TIMEOUT);
                return true;
              });
          jdbc.sql(LONG_READ).update();
          return read.get();
        });
  }

  private JdbcClient.StatementSpec page(String sql, String key, @Nullable UUID after, int limit) {
    return jdbc.sql(sql)
        .param("key", key)
        .param("after", after == null ? BEFORE_ALL : after)
        .param("limit", limit);
  }

  private static SealedRow row(Table table, ResultSet row) throws SQLException {
    UUID id = row.getObject("row_id", UUID.class);
    ProviderAccountId account =
        ProviderAccountId.of(row.getString("provider"), row.getString("provider_account_id"));
    UserId holder = new UserId(row.getString("holder"));
    Epoch epoch = new Epoch(row.getLong("at_epoch"));
    List<SealedItem> items = new ArrayList<>();
    for (Column column : table.columns()) {
      byte[] sealed = row.getBytes(column.sealed());
      if (sealed != null) {
        items.add(
            new SealedItem(
                new Place(column.purpose(), id, account, holder, epoch),
                new Sealed(sealed),
                row.getString(column.key())));
      }
    }
    return new SealedRow(id, items);
  }

  @Override
  public Set<UUID> replace(List<Resealed> resealed) {
    if (resealed.isEmpty()) {
      return Set.of();
    }
    Table table = table(resealed.getFirst().row().items().getFirst().place().purpose());
    return transactions.call(
        () -> {
          var statement =
              jdbc.sql(table.replace())
                  .param(
                      "ids",
                      resealed.stream()
                          .map(row -> row.row().id().toString())
                          .toArray(String[]::new));
          for (int i = 0; i < table.columns().size(); i++) {
            Purpose purpose = table.columns().get(i).purpose();
            statement =
                statement
                    .param(
                        "old" + i,
                        resealed.stream()
                            .map(row -> bytes(row, purpose, false))
                            .toArray(byte[][]::new))
                    .param(
                        "fresh" + i,
                        resealed.stream()
                            .map(row -> bytes(row, purpose, true))
                            .toArray(byte[][]::new));
          }
          return new HashSet<>(statement.query(UUID.class).list());
        });
  }

  /** Empty when the row has no such secret. */
  private static byte[] bytes(Resealed resealed, Purpose purpose, boolean fresh) {
    List<SealedItem> items = resealed.row().items();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).place().purpose() == purpose) {
        return (fresh ? resealed.fresh().get(i) : items.get(i).sealed()).bytes();
      }
    }
    return new byte[0];
  }

  private static Table table(Purpose purpose) {
    return switch (purpose) {
      case ACCESS_TOKEN, REFRESH_TOKEN -> ACCOUNTS;
      case PARKED_ACCESS_TOKEN, PARKED_REFRESH_TOKEN -> OFFERS;
      case REVOCATION_TOKEN -> REVOCATIONS;
    };
  }

  private static Column column(Purpose purpose) {
    return table(purpose).columns().stream()
        .filter(column -> column.purpose() == purpose)
        .findFirst()
        .orElseThrow();
  }
}
