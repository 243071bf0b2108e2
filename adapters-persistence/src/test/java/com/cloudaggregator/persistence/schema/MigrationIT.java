package com.cloudaggregator.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.TestDatabase;
import com.cloudaggregator.persistence.TestDatabase.Database;
import com.cloudaggregator.persistence.TestStore;
import com.cloudaggregator.persistence.TestVault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Nodes that start at the same time, and nodes that die in a migration. */
class MigrationIT {
  private static final String DONE = "SELECT count(*) FROM databasechangelog WHERE id LIKE '0066%'";

  private Database database;

  @BeforeEach
  void create() {
    database = TestDatabase.emptyDatabase();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private MigrationSessions sessions() {
    return new MigrationSessions(
        new DriverManagerDataSource(
            database.url(), database.ownerUser(), database.ownerPassword()));
  }

  /** What a node does first. */
  private void migrate() {
    SpringLiquibase liquibase = new SpringLiquibase();
    liquibase.setDataSource(sessions());
    liquibase.setResourceLoader(new DefaultResourceLoader());
    liquibase.setChangeLog("classpath:db/changelog/db.changelog-master.yaml");
    liquibase.setChangeLogParameters(Map.of("runtimeRole", database.appUser()));
    try {
      liquibase.afterPropertiesSet();
    } catch (LiquibaseException e) {
      throw new IllegalStateException(e);
    }
  }

  private long ask(String question) throws SQLException {
    try (Connection admin = database.adminConnection();
        Statement statement = admin.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** A server default that would end every session that waits in a transaction. */
  private void endIdleTransactionsSoon() throws SQLException {
    try (Connection admin = database.adminConnection();
        Statement statement = admin.createStatement()) {
      statement.execute(
          "ALTER DATABASE "
              + database.name()
              + " SET idle_in_transaction_session_timeout = '100ms'");
    }
  }

  @Test
  void tenNodesStartTogetherOnAnEmptyDatabase() throws Exception {
    endIdleTransactionsSoon();
    try (ExecutorService nodes = Executors.newFixedThreadPool(10)) {
      List<Future<?>> starts = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        starts.add(nodes.submit(this::migrate));
      }
      for (Future<?> start : starts) {
        start.get();
      }
    }
    assertThat(ask(DONE)).isOne();
  }

  /** The simplest installation has one role and one pool. */
  @Test
  void nodesThatMigrateByThePoolOfTheProgramStartTogether() throws Exception {
    endIdleTransactionsSoon();
    try (Connection admin = database.adminConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("GRANT CREATE ON SCHEMA public TO " + database.appUser());
    }
    Map<String, String> oneRole =
        Map.of("spring.liquibase.user", "", "spring.liquibase.password", "");
    CompletableFuture<ConfigurableApplicationContext> other =
        CompletableFuture.supplyAsync(() -> TestStore.start(database, TestVault.usual(), oneRole));

    try (ConfigurableApplicationContext one =
        TestStore.start(database, TestVault.usual(), oneRole)) {
      assertThat(
              one.getBean(JdbcClient.class)
                  .sql("SHOW statement_timeout")
                  .query(String.class)
                  .single())
          .as("a connection that has not migrated")
          .isEqualTo("2s");
    } finally {
      other.get().close();
    }
    assertThat(ask(DONE)).isOne();
  }

  @Test
  void aNodeThatDiesInAMigrationIsWaitedForUntilItsSessionEndsAndNoLonger() throws Exception {
    endIdleTransactionsSoon();
    try (Connection dying = sessions().getConnection()) {
      int session = session(dying);
      CompletableFuture<Void> next = CompletableFuture.runAsync(this::migrate);
      await()
          .until(
              () ->
                  ask(
                          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                              + " AND query LIKE '%pg_try_advisory_lock%' AND pid NOT IN (pg_backend_pid(), "
                              + session
                              + ")")
                      > 0);
      assertThat(next).isNotDone();

      assertThat(ask("SELECT CASE WHEN pg_terminate_backend(" + session + ") THEN 1 ELSE 0 END"))
          .isOne();

      await().atMost(Duration.ofSeconds(30)).until(next::isDone);
      next.get();
    }
    assertThat(ask(DONE)).isOne();
  }

  private static int session(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** A node of an earlier release, or a tool, died with Liquibase's own lock. */
  @Test
  void aRowLeftByADeadNodeBlocksNoOtherNode() throws Exception {
    try (Connection owner = database.ownerConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "CREATE TABLE databasechangeloglock (id integer PRIMARY KEY, locked boolean NOT NULL,"
              + " lockgranted timestamp, lockedby varchar(255));"
              + " INSERT INTO databasechangeloglock VALUES (1, true, now(), 'a dead node')");
    }

    migrate();

    assertThat(ask(DONE)).isOne();
  }

  @Test
  void aMigrationGivesUpSoonWhenItHasToWaitForALockAndMayRunForLong() throws SQLException {
    try (Connection connection = sessions().getConnection()) {
      assertThat(show(connection, "lock_timeout")).isEqualTo("3s");
      assertThat(show(connection, "statement_timeout")).isEqualTo("0");
      assertThat(show(connection, "idle_in_transaction_session_timeout")).isEqualTo("0");
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }
}
