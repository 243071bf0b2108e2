package com.cloudaggregator.persistence.schema;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;

/**
 * Refuses to start behind a pooler that gives each transaction another session of the server
 * (PgBouncer's {@code pool_mode = transaction} or {@code statement}). There, the timeouts that the
 * program sets would be lost or set in other clients' sessions, and so would prepared statements
 * and the lock on the migrations.
 *
 * <p>Two connections run transactions alternately. Behind such a pooler one of them gets two
 * sessions, or both get the same one: the pooler reuses the session that was returned last, or,
 * with {@code server_round_robin}, the one that was returned first.
 */
@Component
public final class SessionGuard implements InitializingBean {
  static final String REMEDY =
      "Connect to PostgreSQL itself, or set pool_mode = session in the pooler (docs/installation.md).";

  private static final int ROUNDS = 8;

  private final DataSource database;

  SessionGuard(DataSource database) {
    this.database = database;
  }

  @Override
  public void afterPropertiesSet() {
    require(database);
  }

  /**
   * @throws UnfitDatabaseException when connections of this source have no sessions of their own
   */
  public static void require(DataSource database) {
    try {
      if (!keepsSessions(database)) {
        throw new UnfitDatabaseException(
            "The database connections do not keep their sessions: there is a pooler in transaction"
                + " mode between the program and PostgreSQL.",
            REMEDY);
      }
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException(
          "The sessions of the database cannot be checked", e);
    }
  }

  static boolean keepsSessions(DataSource database) throws SQLException {
    DataSource connections = outsideThePool(database);
    try (Connection one = connections.getConnection();
        Connection other = connections.getConnection()) {
      Set<Integer> sessions = new HashSet<>();
      Set<Integer> others = new HashSet<>();
      for (int round = 0; round < ROUNDS; round++) {
        sessions.add(session(one));
        others.add(session(other));
        others.add(session(other));
        sessions.add(session(one));
      }
      return sessions.size() == 1 && others.size() == 1 && !sessions.equals(others);
    }
  }

  /** A pool may have one connection only. */
  private static DataSource outsideThePool(DataSource database) {
    if (!(database instanceof HikariDataSource pool) || pool.getJdbcUrl() == null) {
      return database;
    }
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    DriverManagerDataSource connections =
        new DriverManagerDataSource(pool.getJdbcUrl(), properties);
    connections.setUsername(pool.getUsername());
    connections.setPassword(pool.getPassword());
    return connections;
  }

  /** The id of the server process that runs this transaction. */
  private static int session(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
