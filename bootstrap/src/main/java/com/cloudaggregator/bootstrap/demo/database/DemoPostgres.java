package com.cloudaggregator.bootstrap.demo.database;

import com.cloudaggregator.bootstrap.configuration.StartupException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL whose data directory survives the run, with fsync on. A file lock, which ends with
 * the process, lets one process use the directory at a time. A server that runs while this process
 * holds the lock is therefore left over from a killed run, and is stopped first.
 */
final class DemoPostgres implements AutoCloseable {
  static final String OWNER_ROLE = "cloud_aggregator_owner";
  static final String RUNTIME_ROLE = "cloud_aggregator_app";

  /** Public: the server listens on loopback only and holds demo data only. */
  static final String PASSWORD = "demo";

  static final String MAJOR = "18";
  private static final String DATABASE = "cloud_aggregator";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final EmbeddedPostgres server;
  private final FileChannel lock;

  private DemoPostgres(EmbeddedPostgres server, FileChannel lock) {
    this.server = server;
    this.lock = lock;
  }

  /**
   * @throws StartupException if the directory is in use, belongs to another PostgreSQL version, or
   *     cannot be used
   */
  static DemoPostgres start(Path dataDirectory) {
    Path directory = dataDirectory.toAbsolutePath().normalize();
    @Nullable FileChannel lock = null;
    @Nullable EmbeddedPostgres server = null;
    boolean ready = false;
    try {
      Files.createDirectories(directory);
      lock = lock(directory);
      checkVersion(directory);
      endStaleServer(directory);
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false) // The context closes it, after the pool.
              .setPGStartupWait(PATIENCE)
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "60")
              .start();
      prepare(server);
      ready = true;
      return new DemoPostgres(server, lock);
    } catch (IOException | IllegalStateException failure) {
      throw new StartupException(
          "The demo's PostgreSQL could not be started in " + directory + ".",
          "Check that the directory is writable and the disk is not full, or set another one with"
              + " cloud-aggregator.demo.data-directory; or set spring.datasource.url to your own PostgreSQL.",
          failure);
    } catch (SQLException failure) {
      throw new StartupException(
          "The demo's PostgreSQL in "
              + directory
              + " started, but its database could not be prepared.",
          "Delete the directory to start over: it contains only demo data.",
          failure);
    } finally {
      if (!ready) {
        closeQuietly(server);
        closeQuietly(lock);
      }
    }
  }

  String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + DATABASE;
  }

  @Override
  public void close() {
    try (lock) {
      server.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolveSibling(directory.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new StartupException(
          "Another running demo uses the database in " + directory + ".",
          "Stop the other one, or set another directory for this one with cloud-aggregator.demo.data-directory.");
    }
    return channel;
  }

  private static void checkVersion(Path directory) throws IOException {
    Path file = directory.resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return;
    }
    String found = Files.readString(file).strip();
    if (!found.equals(MAJOR)) {
      throw new StartupException(
          "The demo's data in "
              + directory
              + " was written by PostgreSQL "
              + found.replaceAll("[^0-9.]", "?")
              + "; this program contains PostgreSQL "
              + MAJOR
              + ".",
          "Delete the directory (it contains only demo data), or set another one with"
              + " cloud-aggregator.demo.data-directory.");
    }
  }

  /**
   * Stops a process only if it is a postgres of this directory: its process id may have been
   * reused.
   */
  private static void endStaleServer(Path directory) throws IOException {
    Path file = directory.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    String first = Files.readAllLines(file).stream().findFirst().orElse("").strip();
    if (!first.matches("[0-9]{1,18}")) {
      return;
    }
    @Nullable ProcessHandle process = ProcessHandle.of(Long.parseLong(first)).orElse(null);
    if (process == null || !isServerOf(process, directory)) {
      return;
    }
    process.destroy();
    try {
      process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw stillRunning(directory, process, interrupted);
    } catch (ExecutionException | TimeoutException lasting) {
      throw stillRunning(directory, process, lasting);
    }
  }

  private static boolean isServerOf(ProcessHandle process, Path directory) {
    boolean postgres =
        process
            .info()
            .command()
            .map(command -> String.valueOf(Path.of(command).getFileName()).startsWith("postgres"))
            .orElse(false);
    return postgres
        && process
            .info()
            .arguments()
            .filter(arguments -> Arrays.asList(arguments).contains(directory.toString()))
            .isPresent();
  }

  private static StartupException stillRunning(
      Path directory, ProcessHandle process, Throwable cause) {
    return new StartupException(
        "A PostgreSQL of an earlier demo is still running in "
            + directory
            + " as process "
            + process.pid()
            + ".",
        "Stop that process, then start again.",
        cause);
  }

  private static void prepare(EmbeddedPostgres server) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String role : new String[] {OWNER_ROLE, RUNTIME_ROLE}) {
        if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = '" + role + "'")) {
          statement.execute(
              "CREATE ROLE "
                  + role
                  + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '"
                  + PASSWORD
                  + "'");
        }
      }
      if (!exists(statement, "SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + OWNER_ROLE);
      }
      statement.execute("REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
      statement.execute("GRANT CONNECT ON DATABASE " + DATABASE + " TO " + RUNTIME_ROLE);
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable closeable) {
    if (closeable instanceof java.io.Closeable open) {
      try {
        open.close();
      } catch (IOException second) {
        // The first failure is being thrown and says more.
      }
    }
  }
}
