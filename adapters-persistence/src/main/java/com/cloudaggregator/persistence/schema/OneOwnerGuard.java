package com.cloudaggregator.persistence.schema;

import com.cloudaggregator.persistence.transaction.UniqueConstraint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Refuses to start when the unique index does not enforce one owner: it is missing, not unique,
 * invalid, partial, on expressions or on other columns. Runs after Liquibase and before the web
 * server accepts requests.
 */
@Component
@DependsOnDatabaseInitialization
final class OneOwnerGuard implements InitializingBean {
  private static final String COLUMNS = "provider, provider_account_id";

  static final String REMEDY =
      "Run the migrations of this release. If that does not help, find rows with equal ("
          + COLUMNS
          + "), decide which of them owns the account and, as the owner of the table, drop the object with this"
          + " name and run: CREATE UNIQUE INDEX "
          + UniqueConstraint.ONE_OWNER.constraintName()
          + " ON cloud_provider_accounts ("
          + COLUMNS
          + "). Both columns must be text COLLATE \"C\" NOT NULL.";

  private static final String INDEX =
      """
      SELECT i.indisunique, i.indisvalid AND i.indisready AND i.indislive AS usable, i.indimmediate,
        i.indpred IS NULL AS whole, i.indexprs IS NULL AS plain,
        (SELECT string_agg(a.attname, ', ' ORDER BY k.n)
          FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) AS columns,
        (SELECT bool_and(a.attnotnull) FROM pg_attribute a
          WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)) AS filled,
        (SELECT bool_and(c.collname = 'C') FROM unnest(i.indcollation) AS used (collation_id)
          LEFT JOIN pg_collation c ON c.oid = used.collation_id) AS bytewise
      FROM pg_index i
      WHERE i.indexrelid = to_regclass(:index) AND i.indrelid = to_regclass('cloud_provider_accounts')
      """;

  private final JdbcClient jdbc;

  OneOwnerGuard(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void afterPropertiesSet() {
    List<String> problems = problems(jdbc);
    if (!problems.isEmpty()) {
      throw new UnfitDatabaseException(
          "The database does not enforce one owner for each account. The index "
              + UniqueConstraint.ONE_OWNER.constraintName()
              + " on cloud_provider_accounts: "
              + String.join("; ", problems)
              + ".",
          REMEDY);
    }
  }

  /** What is wrong with the index; empty when it enforces one owner. */
  static List<String> problems(JdbcClient jdbc) {
    return jdbc.sql(INDEX)
        .param("index", UniqueConstraint.ONE_OWNER.constraintName())
        .query((index, number) -> problems(index))
        .optional()
        .orElseGet(() -> List.of("it is missing"));
  }

  private static List<String> problems(ResultSet index) throws SQLException {
    List<String> problems = new ArrayList<>();
    require(index.getBoolean("indisunique"), "it is not unique", problems);
    require(index.getBoolean("usable"), "it is invalid", problems);
    require(index.getBoolean("indimmediate"), "it is deferred to the commit", problems);
    require(index.getBoolean("whole"), "it is partial", problems);
    require(index.getBoolean("plain"), "it is on an expression", problems);
    String columns = index.getString("columns");
    require(
        COLUMNS.equals(columns),
        "its columns are (" + columns + ") and not (" + COLUMNS + ")",
        problems);
    require(index.getBoolean("filled"), "one of its columns can be null", problems);
    require(
        index.getBoolean("bytewise"), "it does not compare byte by byte (collation C)", problems);
    return problems;
  }

  private static void require(boolean holds, String problem, List<String> problems) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
