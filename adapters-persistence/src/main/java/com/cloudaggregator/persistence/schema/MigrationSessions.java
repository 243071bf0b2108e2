package com.cloudaggregator.persistence.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Database sessions for migrations, one at a time in the whole cluster: each holds an advisory lock
 * (<a href="https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS">PostgreSQL,
 * "Advisory Locks"</a>) until it ends, so that nodes that start together wait for each other.
 * Liquibase's own lock is a row, which it takes after it has created its tables, and which stays
 * when its node dies in a migration; such a row is cleared here.
 *
 * <p>A statement gives up soon when it has to wait for a lock, since the program's statements on
 * other nodes queue behind it; it may run for long. When the node dies, the server ends its
 * session, and so the lock, within a minute.
 *
 * <p>Lock and settings stay in the session: a connection from the program's pool must not be used
 * for anything else afterwards.
 */
public final class MigrationSessions extends DelegatingDataSource {
  /** Keep-alive settings are in seconds; they have no effect on a local socket. */
  private static final String SETTINGS =
      """
      SET lock_timeout = '3s';
      SET statement_timeout = 0;
      SET idle_in_transaction_session_timeout = 0;
      SET tcp_keepalives_idle = 20;
      SET tcp_keepalives_interval = 5;
      SET tcp_keepalives_count = 4;
      """;

  /**
   * Ends a long statement whose client is gone. Not every platform supports it (<a
   * href="https://www.postgresql.org/docs/18/runtime-config-connection.html">PostgreSQL,
   * "Connection Settings"</a>).
   */
  private static final String CHECK_CLIENT =
      """
      SELECT set_config(name, '10s', false) FROM pg_settings
      WHERE name = 'client_connection_check_interval' AND version() LIKE '%linux%'
      """;

  /** Any number that nothing else in this database locks. */
  private static final String LOCK = "SELECT pg_try_advisory_lock(2350501)";

  private static final String CLEAR_ROW =
      """
      DO $$ BEGIN
        IF to_regclass('databasechangeloglock') IS NOT NULL THEN
          UPDATE databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL WHERE locked;
        END IF;
      END $$
      """;

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** In all about five minutes. */
  private static final int ATTEMPTS = 1500;

  public MigrationSessions(DataSource target) {
    super(target);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    connection.setNetworkTimeout(Runnable::run, 0);
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
      statement.execute(CHECK_CLIENT);
      lock(statement);
      statement.execute(CLEAR_ROW);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** Asks again and again: a session that waits in a statement could hold up an index build. */
  private static void lock(Statement statement) throws SQLException {
    for (int attempt = 1; !tryLock(statement); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new SQLTimeoutException("Another node has been migrating the database for 5 minutes");
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("Interrupted while another node migrates the database", e);
      }
    }
  }

  private static boolean tryLock(Statement statement) throws SQLException {
    try (ResultSet answer = statement.executeQuery(LOCK)) {
      return answer.next() && answer.getBoolean(1);
    }
  }
}
