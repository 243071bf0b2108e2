package com.cloudaggregator.persistence;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.Liquibase;
import liquibase.UpdateSummaryEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL server of this JVM: the server of {@code TEST_DATABASE_URL} (environment or system
 * property, with {@code TEST_DATABASE_USER} and {@code TEST_DATABASE_PASSWORD} of a superuser), or
 * a container if a Docker engine is available, or an embedded server in a temporary directory. If
 * none of them starts, tests fail; they are not skipped.
 */
public final class TestDatabase {
  /** Owner of the schema; runs the migrations. */
  public static final String OWNER_USER = "cloud_aggregator_owner";

  /** Role of the program; has DML privileges only. */
  public static final String APP_USER = "cloud_aggregator_app";

  private static final String PASSWORD = "test-only";
  private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/]+/)([^?]*)(\\?.*)?");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** By the names of their databases. */
  private static final Map<String, Deque<Connection>> IDLE_ADMINISTRATORS =
      new ConcurrentHashMap<>();

  private TestDatabase() {}

  /**
   * A database of its own with the current schema and no rows: a copy of one that is migrated once.
   */
  public static Database migratedDatabase() {
    return create(" TEMPLATE " + Template.NAME);
  }

  /** An empty database of its own, for tests of the migrations. */
  public static Database emptyDatabase() {
    return create("");
  }

  private static Database create(String options) {
    String name = "test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    try (Connection superuser = superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + OWNER_USER + options);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot create a database for the tests", e);
    }
    return new Database(name, Server.ONLY.url(name), OWNER_USER, PASSWORD, APP_USER, PASSWORD);
  }

  /** A superuser's session in the server's own database; the caller closes it. */
  public static Connection superuser() throws SQLException {
    return DriverManager.getConnection(
        Server.ONLY.url(), Server.ONLY.user(), Server.ONLY.password());
  }

  /** A new database and its two roles. Closing drops it, even with open connections. */
  public record Database(
      String name,
      String url,
      String ownerUser,
      String ownerPassword,
      String appUser,
      String appPassword)
      implements AutoCloseable {

    /** A superuser's session in this database; the caller closes it. */
    public Connection adminConnection() throws SQLException {
      return DriverManager.getConnection(url, Server.ONLY.user(), Server.ONLY.password());
    }

    /** Work in a session; what it sets there, such as a parameter, ends with it. */
    @FunctionalInterface
    public interface Work<T> {
      T in(Statement session) throws SQLException;
    }

    /**
     * Works in a superuser's session of this database. The sessions are kept until the database is
     * closed: to open one takes as long as some forty statements.
     */
    public <T> T asAdministrator(Work<T> work) throws SQLException {
      Deque<Connection> idle =
          IDLE_ADMINISTRATORS.computeIfAbsent(name, _ -> new ConcurrentLinkedDeque<>());
      Connection admin = usable(idle.poll());
      try (Statement session = admin.createStatement()) {
        T result = work.in(session);
        session.execute("DISCARD ALL");
        idle.push(admin);
        return result;
      } catch (SQLException | RuntimeException e) {
        admin.close();
        throw e;
      }
    }

    /** A kept session may have been ended by the server. */
    private Connection usable(@Nullable Connection kept) throws SQLException {
      if (kept != null && kept.isValid(5)) {
        return kept;
      }
      return adminConnection();
    }

    public Connection ownerConnection() throws SQLException {
      return DriverManager.getConnection(url, ownerUser, ownerPassword);
    }

    public Connection appConnection() throws SQLException {
      return DriverManager.getConnection(url, appUser, appPassword);
    }

    @Override
    public void close() {
      Deque<Connection> idle = IDLE_ADMINISTRATORS.remove(name);
      try (Connection superuser = superuser();
          Statement statement = superuser.createStatement()) {
        for (Connection admin; idle != null && (admin = idle.poll()) != null; ) {
          admin.close();
        }
        statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot drop the database of a test", e);
      }
    }

    @Override
    public String toString() {
      return "Database[" + name + "]";
    }
  }

  /** The database that others are copied from. */
  private static final class Template {
    static final String NAME = migrated();

    private static String migrated() {
      Database template = emptyDatabase();
      try (Connection owner = template.ownerConnection();
          Liquibase changes =
              new Liquibase(
                  "db/changelog/db.changelog-master.yaml",
                  new ClassLoaderResourceAccessor(),
                  new JdbcConnection(owner))) {
        changes.setChangeLogParameter("runtimeRole", APP_USER);
        changes.setShowSummary(UpdateSummaryEnum.OFF);
        changes.update();
        return template.name();
      } catch (LiquibaseException | SQLException e) {
        throw new IllegalStateException("Cannot migrate the database for the tests", e);
      }
    }
  }

  private record Server(String url, String user, String password) {
    static final Server ONLY = given().orElseGet(Server::started).withRoles();

    String url(String database) {
      Matcher parts = URL.matcher(url);
      if (!parts.matches()) {
        throw new IllegalStateException(
            "TEST_DATABASE_URL is not of the form jdbc:postgresql://host:port/database");
      }
      return parts.group(1) + database + (parts.group(3) == null ? "" : parts.group(3));
    }

    private static Optional<Server> given() {
      return setting("TEST_DATABASE_URL")
          .map(
              url ->
                  new Server(
                      url,
                      setting("TEST_DATABASE_USER").orElse("postgres"),
                      setting("TEST_DATABASE_PASSWORD").orElse("")));
    }

    private static Optional<String> setting(String name) {
      return Optional.ofNullable(System.getProperty(name, System.getenv(name)))
          .filter(value -> !value.isBlank());
    }

    private static Server started() {
      return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
    }

    /** Ryuk removes the container after this JVM. */
    private static Server container() {
      PostgreSQLContainer container =
          new PostgreSQLContainer("postgres:18-alpine")
              .withCommand(
                  "postgres",
                  "-c",
                  "fsync=off",
                  "-c",
                  "shared_preload_libraries=pg_stat_statements");
      container.start();
      return new Server(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }

    /** Its own shutdown hook stops it with this JVM. */
    private static Server embedded() {
      try {
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .start();
        // Not the server's own URL: it names a user, which takes precedence.
        return new Server(
            "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres", "postgres", "");
      } catch (IOException e) {
        throw new UncheckedIOException(
            "No PostgreSQL for the tests: no URL, no Docker, and the embedded server does not start",
            e);
      }
    }

    /**
     * Roles belong to the server and stay. An advisory lock keeps two JVMs from creating them at
     * the same time.
     */
    private Server withRoles() {
      try (Connection superuser = DriverManager.getConnection(url, user, password);
          Statement statement = superuser.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(2023505)");
        for (String role : new String[] {OWNER_USER, APP_USER}) {
          statement.execute(
              "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '"
                  + role
                  + "') THEN CREATE ROLE "
                  + role
                  + "; END IF; END $$");
          statement.execute(
              "ALTER ROLE "
                  + role
                  + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '"
                  + PASSWORD
                  + "'");
        }
        return this;
      } catch (SQLException e) {
        throw new IllegalStateException(
            "Cannot create the roles for the tests; is the user a superuser?", e);
      }
    }
  }
}
