package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.SealedSecrets;
import com.cloudaggregator.application.port.Vault.Place;
import com.cloudaggregator.application.port.Vault.Purpose;
import com.cloudaggregator.application.port.Vault.Sealed;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The secrets at rest on PostgreSQL: five columns of three tables, each with an index by key and id. A replacement locks
 * the rows that nobody else has locked, and changes those whose sealed bytes are the ones that were read: these are
 * never the same twice, so owner, epoch and version are compared with them.
 */
final class StoredSealedSecrets implements SealedSecrets {
  /** Below every id. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /** A column of sealed values. */
  private record Column(Purpose purpose, String sealed, String key) {}

  /**
   * A table that has such columns.
   *
   * @param id the name of its primary key
   * @param place the rest of a select list and its FROM: where a row's secrets belong
   */
  private record Table(String name, String id, String place, List<Column> columns) {

    /**
     * The key is given as the two ends of a range: were it one value, a planner with old figures could as well go by the
     * primary key, past all that has been moved.
     */
    String select(Column by) {
      StringBuilder list = new StringBuilder("SELECT t.").append(id).append(" AS row_id");
      columns.forEach(column -> list.append(", t.").append(column.sealed()).append(", t.").append(column.key()));
      return list.append(", ").append(place)
          .append(" WHERE (t.").append(by.key()).append(", t.").append(id).append(") > (:key, :after)")
          .append(" AND t.").append(by.key()).append(" <= :key")
          .append(" ORDER BY t.").append(by.key()).append(", t.").append(id).append(" LIMIT :limit")
          .toString();
    }

    /** The parameters are arrays, an element for each row; an empty value stands for none. */
    String replace() {
      StringBuilder set = new StringBuilder();
      StringBuilder arrays = new StringBuilder();
      StringBuilder names = new StringBuilder();
      StringBuilder unchanged = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        String column = columns.get(i).sealed();
        set.append(i == 0 ? "" : ", ").append(column).append(" = nullif(n.fresh").append(i).append(", '')");
        arrays.append(", CAST(:old").append(i).append(" AS bytea[]), CAST(:fresh").append(i).append(" AS bytea[])");
        names.append(", old").append(i).append(", fresh").append(i);
        unchanged.append(" AND t.").append(column).append(" IS NOT DISTINCT FROM nullif(n.old").append(i).append(", '')");
      }
      return "WITH free AS MATERIALIZED (SELECT " + id + " FROM " + name
          + " WHERE " + id + " = ANY (CAST(:ids AS uuid[])) FOR NO KEY UPDATE SKIP LOCKED)"
          + " UPDATE " + name + " AS t SET " + set
          + " FROM unnest(CAST(:ids AS uuid[])" + arrays + ") AS n (id" + names + ") JOIN free ON free." + id + " = n.id"
          + " WHERE t." + id + " = n.id" + unchanged + " RETURNING t." + id;
    }
  }

  private static final Table ACCOUNTS = new Table(
      "cloud_provider_accounts",
      "id",
      "t.provider, t.provider_account_id, t.user_id AS holder, t.epoch AS at_epoch FROM cloud_provider_accounts t",
      List.of(
          new Column(Purpose.ACCESS_TOKEN, "access_token_sealed", "access_token_key_id"),
          new Column(Purpose.REFRESH_TOKEN, "refresh_token_sealed", "refresh_token_key_id")));

  private static final Table OFFERS = new Table(
      "ownership_transfer_requests",
      "jti",
      "a.provider, a.provider_account_id, t.requester AS holder, t.expected_epoch AS at_epoch"
          + " FROM ownership_transfer_requests t JOIN cloud_provider_accounts a ON a.id = t.account_id",
      List.of(
          new Column(Purpose.PARKED_ACCESS_TOKEN, "access_token_sealed", "access_token_key_id"),
          new Column(Purpose.PARKED_REFRESH_TOKEN, "refresh_token_sealed", "refresh_token_key_id")));

  private static final Table REVOCATIONS = new Table(
      "grant_revocations",
      "id",
      "a.provider, a.provider_account_id, t.user_id AS holder, t.epoch AS at_epoch"
          + " FROM grant_revocations t JOIN cloud_provider_accounts a ON a.id = t.account_id",
      List.of(new Column(Purpose.REVOCATION_TOKEN, "token_sealed", "token_key_id")));

  /** From one key to the next, so that a million rows of one key are one step. */
  private static final String KEYS = """
      WITH RECURSIVE seen AS (
        (SELECT %1$s AS key FROM %2$s WHERE %1$s IS NOT NULL ORDER BY %1$s LIMIT 1)
        UNION ALL
        SELECT (SELECT %1$s FROM %2$s WHERE %1$s > seen.key ORDER BY %1$s LIMIT 1)
        FROM seen WHERE seen.key IS NOT NULL)
      SELECT key FROM seen WHERE key IS NOT NULL
      """;

  private static final String COUNT = """
      WITH part AS MATERIALIZED (
        SELECT %2$s AS id FROM %3$s WHERE (%1$s, %2$s) > (:key, :after) AND %1$s <= :key
        ORDER BY %1$s, %2$s LIMIT :limit)
      SELECT (SELECT count(*) FROM part) AS secrets, (SELECT id FROM part ORDER BY id DESC LIMIT 1) AS last
      """;

  /**
   * Of a look. One that begins with a key's first row goes past the index entries of all that has been moved, until a
   * vacuum has removed them: of a million, that takes longer than any other statement may.
   */
  private static final String PATIENCE = "SET LOCAL statement_timeout = '30s'";

  private final Transactions transactions;
  private final JdbcClient jdbc;

  StoredSealedSecrets(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public Set<String> keys(Purpose purpose) {
    String sql = KEYS.formatted(column(purpose).key(), table(purpose).name());
    return patiently(() -> Set.copyOf(jdbc.sql(sql).query(String.class).list()));
  }

  @Override
  public Part count(Purpose purpose, String key, @Nullable UUID after, int limit) {
    Table table = table(purpose);
    String sql = COUNT.formatted(column(purpose).key(), table.id(), table.name());
    return patiently(() -> page(sql, key, after, limit)
        .query((row, n) -> new Part(row.getLong("secrets"), row.getObject("last", UUID.class)))
        .single());
  }

  @Override
  public List<Row> rows(Purpose purpose, String key, @Nullable UUID after, int limit) {
    Table table = table(purpose);
    String sql = table.select(column(purpose));
    return patiently(() -> page(sql, key, after, limit).query((row, n) -> row(table, row)).list());
  }

  /** A look; it locks nothing, and nobody waits for it but an operator and the jobs. */
  private <T> T patiently(Supplier<T> look) {
    return transactions.call(() -> {
      jdbc.sql(PATIENCE).update();
      return look.get();
    });
  }

  private JdbcClient.StatementSpec page(String sql, String key, @Nullable UUID after, int limit) {
    return jdbc.sql(sql)
        .param("key", key)
        .param("after", after == null ? BEFORE_ALL : after)
        .param("limit", limit);
  }

  private static Row row(Table table, ResultSet row) throws SQLException {
    UUID id = row.getObject("row_id", UUID.class);
    ProviderAccountId account = ProviderAccountId.of(row.getString("provider"), row.getString("provider_account_id"));
    UserId holder = new UserId(row.getString("holder"));
    Epoch epoch = new Epoch(row.getLong("at_epoch"));
    List<Item> items = new ArrayList<>();
    for (Column column : table.columns()) {
      byte[] sealed = row.getBytes(column.sealed());
      if (sealed != null) {
        items.add(new Item(
            new Place(column.purpose(), id, account, holder, epoch),
            new Sealed(sealed),
            row.getString(column.key())));
      }
    }
    return new Row(id, items);
  }

  @Override
  public Set<UUID> replace(List<Resealed> resealed) {
    if (resealed.isEmpty()) {
      return Set.of();
    }
    Table table = table(resealed.getFirst().row().items().getFirst().place().purpose());
    return transactions.call(() -> {
      var statement = jdbc.sql(table.replace())
          .param("ids", resealed.stream().map(row -> row.row().id().toString()).toArray(String[]::new));
      for (int i = 0; i < table.columns().size(); i++) {
        Purpose purpose = table.columns().get(i).purpose();
        statement = statement
            .param("old" + i, resealed.stream().map(row -> bytes(row, purpose, false)).toArray(byte[][]::new))
            .param("fresh" + i, resealed.stream().map(row -> bytes(row, purpose, true)).toArray(byte[][]::new));
      }
      return new HashSet<>(statement.query(UUID.class).list());
    });
  }

  /** Empty where the row has no such secret. */
  private static byte[] bytes(Resealed resealed, Purpose purpose, boolean fresh) {
    List<Item> items = resealed.row().items();
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
    return table(purpose).columns().stream().filter(column -> column.purpose() == purpose).findFirst().orElseThrow();
  }
}
