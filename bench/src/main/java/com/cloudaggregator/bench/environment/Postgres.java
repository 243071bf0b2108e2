package com.cloudaggregator.bench.environment;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongConsumer;

/** An embedded server that waits for the disk at each commit, as in production. */
public final class Postgres implements AutoCloseable {
  static final String OWNER = "cloud_aggregator_owner";
  static final String APP = "cloud_aggregator_app";
  static final String PASSWORD = "bench-only";

  private static final int BATCH = 500_000;

  /** Idle sessions report their statistics after ten seconds. */
  private static final Duration REPORTED = Duration.ofMillis(10_500);

  private final EmbeddedPostgres server;
  private final long pid;

  public Postgres(Path directory) throws IOException, SQLException {
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "200")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "4GB")
            .setPGStartupWait(Duration.ofMinutes(1))
            .setDataDirectory(directory.resolve("postgres"))
            .start();
    pid = Long.parseLong(Files.readAllLines(directory.resolve("postgres/postmaster.pid")).get(0));
    execute("postgres", "CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + PASSWORD + "'");
    execute("postgres", "CREATE ROLE " + APP + " LOGIN PASSWORD '" + PASSWORD + "'");
    execute("postgres", "CREATE DATABASE bare");
    execute(
        "bare",
        """
        CREATE TABLE bare_accounts (
            id uuid PRIMARY KEY, provider text NOT NULL, provider_account_id text NOT NULL,
            user_id text NOT NULL, access bytea NOT NULL, refresh bytea NOT NULL,
            connected_at timestamptz NOT NULL DEFAULT now(), UNIQUE (provider, provider_account_id));
        CREATE TABLE bare_offers (
            id uuid PRIMARY KEY, provider_account_id text NOT NULL, requester text NOT NULL,
            access bytea NOT NULL, refresh bytea NOT NULL,
            expires_at timestamptz NOT NULL DEFAULT now() + interval '10 minutes')""");
  }

  /** An empty database for the program, which creates its tables when it starts. */
  public void create(String database) throws SQLException {
    execute("postgres", "CREATE DATABASE " + database + " OWNER " + OWNER);
  }

  public int port() {
    return server.getPort();
  }

  /** The process id of the postmaster. */
  public long pid() {
    return pid;
  }

  public String url(String database) {
    return url(port(), database);
  }

  /**
   * @param port of a proxy in front of the server
   */
  public static String url(int port, String database) {
    return "jdbc:postgresql://localhost:" + port + "/" + database;
  }

  public String superuserUrl(String database) {
    return url(database) + "?user=postgres";
  }

  public void execute(String database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(superuserUrl(database));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public long number(String database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(superuserUrl(database));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** WAL syncs since the server's start, after all sessions have reported theirs. */
  public long walSyncs() throws SQLException, InterruptedException {
    Thread.sleep(REPORTED);
    return number("postgres", "SELECT sum(fsyncs)::bigint FROM pg_stat_io WHERE object = 'wal'");
  }

  /** The length of the WAL since the server's start. */
  public long walBytes() throws SQLException {
    return number("postgres", "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
  }

  /**
   * Adds connected accounts with one history row each. Their secrets have the usual length and
   * cannot be opened.
   *
   * @param from how many have been added before
   * @param progress told the number so far
   */
  public void fill(String database, long from, long to, LongConsumer progress) throws SQLException {
    for (long at = from; at < to; at += BATCH) {
      long end = Math.min(at + BATCH, to);
      execute(database, batch(at, end, from, to));
      progress.accept(end);
    }
    execute(database, "VACUUM ANALYZE");
    execute(database, "CHECKPOINT");
  }

  /**
   * The whole fill is in the order of the indexes, so that each of their pages is visited once. Its
   * values are spread evenly over all values that accounts and users can have.
   */
  private static String batch(long from, long to, long first, long last) {
    return """
        SET session_replication_role = replica;
        SET synchronous_commit = off;
        SET work_mem = '128MB';
        CREATE TEMPORARY TABLE filled AS
          SELECT uuidv7() AS id, lpad(to_hex((n - %d) * ((1::bigint << 44) / %d)), 11, '0') || substr(md5(n::text), 12) AS hash
          FROM generate_series(%d, %d) AS n;
        INSERT INTO cloud_provider_accounts
          (id, provider, provider_account_id, user_id, epoch, status, label, scopes, client,
           access_token_sealed, access_token_expires_at, refresh_token_sealed)
        SELECT id, 'googledrive', 'account-' || hash, 'user-' || hash, 1, 'connected',
          'account-' || hash || '@drive.example', 'openid email', 'bench-client',
          convert_to('v1.k1.' || repeat(hash, 8), 'UTF8'), now() + interval '1 hour',
          convert_to('v1.k1.' || repeat(hash, 5), 'UTF8')
        FROM filled;
        INSERT INTO account_ownership_history (account_id, epoch, to_user, cause)
        SELECT id, 1, 'user-' || hash, 'connected' FROM filled;
        DROP TABLE filled"""
        .formatted(first, last - first, from, to - 1);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
