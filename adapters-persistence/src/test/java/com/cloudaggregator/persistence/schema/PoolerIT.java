package com.cloudaggregator.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.installation.Finding;
import com.cloudaggregator.application.installation.Finding.CheckStatus;
import com.cloudaggregator.application.installation.InstalledDatabase;
import com.cloudaggregator.persistence.InstalledProgram;
import com.cloudaggregator.persistence.PersistenceAdapter;
import com.cloudaggregator.persistence.TestDatabase;
import com.cloudaggregator.persistence.TestDatabase.Database;
import com.cloudaggregator.persistence.TestStore;
import com.cloudaggregator.persistence.TestVault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The program behind PgBouncer, as Debian packages it. On a developer's machine without it the
 * tests are reported as aborted.
 */
class PoolerIT {
  @TempDir private Path directory;
  private Database database;
  private @Nullable Process pooler;
  private String url = "";

  @BeforeEach
  void create() {
    database = TestDatabase.emptyDatabase();
  }

  @AfterEach
  void drop() throws InterruptedException {
    if (pooler != null) {
      pooler.destroy();
      pooler.waitFor(10, TimeUnit.SECONDS);
    }
    database.close();
  }

  private void startPooler(String... settings) throws IOException {
    URI server = URI.create(database.url().substring("jdbc:".length()));
    int port = freePort();
    Path users = directory.resolve("users.txt");
    Files.writeString(
        users,
        "\"%s\" \"%s\"\n\"%s\" \"%s\"\n"
            .formatted(
                database.appUser(),
                database.appPassword(),
                database.ownerUser(),
                database.ownerPassword()));
    Path configuration = directory.resolve("pgbouncer.ini");
    Files.writeString(
        configuration,
        """
        [databases]
        * = host=%s port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = trust
        auth_file = %s
        ignore_startup_parameters = extra_float_digits
        %s
        """
            .formatted(
                server.getHost(), server.getPort(), port, users, String.join("\n", settings)));
    // The pooler reads both as another user, since it does not run as root.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command =
        new ArrayList<>(List.of(InstalledProgram.require("pgbouncer", "pgbouncer").toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(configuration.toString());
    pooler =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("pgbouncer.log").toFile())
            .start();
    url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database.name();
    await()
        .ignoreException(SQLException.class)
        .until(
            () -> {
              try (Connection connection =
                  DriverManager.getConnection(url, database.appUser(), database.appPassword())) {
                return connection.isValid(1);
              }
            });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void startProgram(Map<String, String> properties) {
    TestStore.start(database, TestVault.usual(), properties).close();
  }

  private long tables() throws SQLException {
    try (Connection admin = database.adminConnection();
        Statement statement = admin.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
      row.next();
      return row.getLong(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | pool_mode = transaction | server_round_robin = 0",
        "false | pool_mode = transaction | server_round_robin = 1",
        "false | pool_mode = transaction | default_pool_size = 1",
        "false | pool_mode = statement   | server_round_robin = 0",
        "true  | pool_mode = session     | server_round_robin = 0"
      })
  void recognizesWhetherConnectionsKeepTheirSessions(boolean kept, String mode, String setting)
      throws Exception {
    startPooler(mode, setting);

    assertThat(
            SessionGuard.keepsSessions(
                new DriverManagerDataSource(url, database.appUser(), database.appPassword())))
        .isEqualTo(kept);
  }

  @Test
  void aPoolerInTransactionModeIsRefusedBeforeTheMigrations() throws Exception {
    startPooler("pool_mode = transaction");

    assertThatThrownBy(() -> startProgram(Map.of("spring.datasource.url", url)))
        .rootCause()
        .isInstanceOf(UnfitDatabaseException.class)
        .hasMessageContaining("a pooler in transaction mode")
        .hasMessageContaining("pool_mode = session");
    assertThat(tables()).isZero();
  }

  @Test
  void itIsRefusedAlsoWhenTheMigrationsDoNotUseIt() throws Exception {
    startPooler("pool_mode = transaction");

    assertThatThrownBy(
            () ->
                startProgram(
                    Map.of("spring.datasource.url", url, "spring.liquibase.url", database.url())))
        .rootCause()
        .isInstanceOf(UnfitDatabaseException.class);
  }

  @Test
  void theCheckOfAnInstallationNamesThePooler() throws Exception {
    startPooler("pool_mode = transaction");

    try (ConfigurableApplicationContext inspection =
        new SpringApplicationBuilder(PersistenceAdapter.Inspection.class)
            .web(WebApplicationType.NONE)
            .logStartupInfo(false)
            .properties(
                "verify-installation=",
                "spring.main.banner-mode=off",
                "spring.datasource.url=" + url,
                "spring.datasource.username=" + database.appUser(),
                "spring.datasource.password=" + database.appPassword())
            .run()) {
      assertThat(inspection.getBean(InstalledDatabase.class).inspect())
          .filteredOn(finding -> finding.subject().equals("sessions"))
          .extracting(Finding::status)
          .containsExactly(CheckStatus.FAILED);
    }
  }
}
