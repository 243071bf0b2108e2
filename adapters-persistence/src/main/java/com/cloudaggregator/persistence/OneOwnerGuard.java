package com.cloudaggregator.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Refuses to start on a database whose unique index does not make an owner the only one: missing, not unique, invalid,
 * partial, on expressions or on other columns. It runs after Liquibase and before the web server listens.
 */
@DependsOnDatabaseInitialization
final class OneOwnerGuard implements InitializingBean {
  private static final String COLUMNS = "provider, provider_account_id";

  static final String REMEDY = "Let Liquibase of this release run, or look for rows with equal (" + COLUMNS
      + "), decide which of them owns the account, and then, as the owner of the table, drop what is there under this"
      + " name and run: CREATE UNIQUE INDEX " + UniqueConstraint.ONE_OWNER.constraintName()
      + " ON cloud_provider_accounts (" + COLUMNS + "); with both columns text COLLATE \"C\" NOT NULL.";

  private static final String INDEX = """
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
          "The database does not keep to one owner for each account. Of the index "
              + UniqueConstraint.ONE_OWNER.constraintName() + " on cloud_provider_accounts: "
              + String.join("; ", problems) + ".",
          REMEDY);
    }
  }

  /** What is wrong with the index; empty when it keeps to one owner. */
  static List<String> problems(JdbcClient jdbc) {
    return jdbc.sql(INDEX)
        .param("index", UniqueConstraint.ONE_OWNER.constraintName())
        .query(OneOwnerGuard::judged)
        .optional()
        .orElseGet(() -> List.of("it is missing"));
  }

  private static List<String> judged(ResultSet index, int number) throws SQLException {
    List<String> problems = new ArrayList<>();
    require(index.getBoolean("indisunique"), "it is not unique", problems);
    require(index.getBoolean("usable"), "it is invalid", problems);
    require(index.getBoolean("indimmediate"), "it is deferred to the commit", problems);
    require(index.getBoolean("whole"), "it is partial", problems);
    require(index.getBoolean("plain"), "it is on an expression", problems);
    String columns = index.getString("columns");
    require(COLUMNS.equals(columns), "its columns are (" + columns + ") and not (" + COLUMNS + ")", problems);
    require(index.getBoolean("filled"), "a column of it may be null", problems);
    require(index.getBoolean("bytewise"), "it does not compare byte by byte (collation C)", problems);
    return problems;
  }

  private static void require(boolean kept, String problem, List<String> problems) {
    if (!kept) {
      problems.add(problem);
    }
  }
}
