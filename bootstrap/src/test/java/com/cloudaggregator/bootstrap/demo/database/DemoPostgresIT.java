package com.cloudaggregator.bootstrap.demo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.bootstrap.configuration.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPostgresIT {
  @TempDir Path directory;

  @Test
  void keepsDataBetweenRunsAndAllowsOneProcess() throws Exception {
    Path data = directory.resolve("data");
    try (var postgres = DemoPostgres.start(data)) {
      assertThat(Files.readString(data.resolve("PG_VERSION")).strip())
          .isEqualTo(DemoPostgres.MAJOR);
      execute(postgres, DemoPostgres.OWNER_ROLE, "CREATE TABLE kept (n int)");
      assertThatThrownBy(
              () -> execute(postgres, DemoPostgres.RUNTIME_ROLE, "CREATE TABLE refused (n int)"))
          .isInstanceOfSatisfying(
              SQLException.class, denied -> assertThat(denied.getSQLState()).isEqualTo("42501"));
      assertThatThrownBy(() -> DemoPostgres.start(data))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("Another running demo");
    }
    try (var postgres = DemoPostgres.start(data)) {
      execute(postgres, DemoPostgres.OWNER_ROLE, "INSERT INTO kept VALUES (1)");
    }
  }

  @Test
  void rejectsDataOfAnotherVersion() throws Exception {
    Path data = Files.createDirectories(directory.resolve("old"));
    Files.writeString(data.resolve("PG_VERSION"), "14\n");
    assertThatThrownBy(() -> DemoPostgres.start(data))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("PostgreSQL 14");
  }

  private static void execute(DemoPostgres postgres, String role, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), role, DemoPostgres.PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
