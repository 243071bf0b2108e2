package com.cloudaggregator.bootstrap.demo.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseConnectionDetails;

/**
 * Makes PostgreSQL fail for the duration of one action, with the rights of the schema owner. The
 * errors are real ones. A fault is removed when the action ends; after a crash it is removed at the
 * next start.
 */
public final class DatabaseFaults {
  private static final String ACCOUNTS = "cloud_provider_accounts";
  private static final String OFFERS = "ownership_transfer_requests";

  /** The tables of the installation, which {@link #empty} keeps. */
  private static final String KEPT =
      "tablename !~ '^(databasechangelog|scheduled_tasks|vault_key|spring_session|erasure_key|webhook_endpoint|node_key)'";

  private static final String DEADLOCK = "40P01";
  private static final int ATTEMPTS = 5;

  private final JdbcConnectionDetails runtime;
  private final LiquibaseConnectionDetails owner;
  private final AtomicReference<@Nullable Connection> holder = new AtomicReference<>();

  DatabaseFaults(JdbcConnectionDetails runtime, LiquibaseConnectionDetails owner) {
    this.runtime = runtime;
    this.owner = owner;
  }

  /** A fault of the database. */
  public enum DatabaseFault {
    /** The owner lookup fails: the program has no right to read the table. */
    LOOKUP_FAILS,
    /** The unique index finds the row, but a SELECT does not (row-level security). */
    OWNER_MISSING
  }

  /** Whether no account has ever been connected. */
  public boolean isEmpty() {
    return inTransaction(
        sql -> {
          try (ResultSet rows = sql.executeQuery("SELECT 1 FROM " + ACCOUNTS + " LIMIT 1")) {
            return !rows.next();
          }
        });
  }

  /**
   * Deletes all data of the users. The triggers that protect the history are disabled during the
   * transaction.
   */
  public void empty() {
    inTransaction(
        sql -> {
          List<String> tables = new ArrayList<>();
          try (ResultSet rows =
              sql.executeQuery(
                  "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() AND "
                      + KEPT)) {
            while (rows.next()) {
              tables.add(rows.getString(1));
            }
          }
          for (String table : tables) {
            sql.execute("ALTER TABLE " + table + " DISABLE TRIGGER USER");
          }
          sql.execute("TRUNCATE " + String.join(", ", tables));
          for (String table : tables) {
            sql.execute("ALTER TABLE " + table + " ENABLE TRIGGER USER");
          }
          return true;
        });
  }

  /** Runs an action during a fault. */
  public <T> T during(DatabaseFault fault, Supplier<T> action) {
    execute(
        switch (fault) {
          case LOOKUP_FAILS -> "REVOKE SELECT ON " + ACCOUNTS + " FROM " + runtimeRole();
          case OWNER_MISSING ->
              "ALTER TABLE "
                  + ACCOUNTS
                  + " ENABLE ROW LEVEL SECURITY;"
                  + " CREATE POLICY demo_hidden ON "
                  + ACCOUNTS
                  + " FOR SELECT USING (false);"
                  + " CREATE POLICY demo_inserts ON "
                  + ACCOUNTS
                  + " FOR INSERT WITH CHECK (true)";
        });
    try {
      return action.get();
    } finally {
      repair();
    }
  }

  /** Lets all unused offers expire. */
  public void expireOffers() {
    execute("UPDATE " + OFFERS + " SET expires_at = now() WHERE used_at IS NULL");
  }

  /**
   * Locks the offers for this long or until the fault is removed. Other transactions that read or
   * write an offer wait and time out.
   */
  public void lockOffers(Duration time) {
    free();
    try {
      Connection held = connection();
      held.setAutoCommit(false);
      holder.set(held);
      try (Statement sql = held.createStatement()) {
        sql.execute("SET LOCAL lock_timeout = '5s'");
        sql.execute("LOCK TABLE " + OFFERS + " IN ACCESS EXCLUSIVE MODE");
      }
      CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                if (holder.compareAndSet(held, null)) {
                  close(held);
                }
              });
    } catch (SQLException e) {
      free();
      throw new IllegalStateException("A statement of the demo's database failed", e);
    }
  }

  private void free() {
    @Nullable Connection held = holder.getAndSet(null);
    if (held != null) {
      close(held);
    }
  }

  private static void close(Connection held) {
    try (held) {
      held.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException("A connection to the demo's database could not be closed", e);
    }
  }

  /**
   * Removes all faults. Does nothing before the first migration, or if another role owns the table.
   */
  public void repair() {
    free();
    execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('"
            + ACCOUNTS
            + "')"
            + " AND pg_has_role(relowner, 'USAGE')) THEN"
            + " GRANT SELECT ON "
            + ACCOUNTS
            + " TO "
            + runtimeRole()
            + ";"
            + " DROP POLICY IF EXISTS demo_hidden ON "
            + ACCOUNTS
            + ";"
            + " DROP POLICY IF EXISTS demo_inserts ON "
            + ACCOUNTS
            + ";"
            + " ALTER TABLE "
            + ACCOUNTS
            + " DISABLE ROW LEVEL SECURITY; END IF; END $$");
  }

  private void execute(String statements) {
    inTransaction(sql -> sql.execute(statements));
  }

  private String runtimeRole() {
    return "\"" + Objects.requireNonNull(runtime.getUsername()).replace("\"", "\"\"") + "\"";
  }

  private interface Action<T> {
    T run(Statement sql) throws SQLException;
  }

  /**
   * Runs work in one transaction as the schema owner, with a lock timeout of five seconds. It is
   * repeated after a deadlock with the program's own statements.
   */
  private <T> T inTransaction(Action<T> action) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = connection();
          Statement sql = connection.createStatement()) {
        connection.setAutoCommit(false);
        sql.execute("SET LOCAL lock_timeout = '5s'");
        T result = action.run(sql);
        connection.commit();
        return result;
      } catch (SQLException e) {
        if (!DEADLOCK.equals(e.getSQLState()) || attempt == ATTEMPTS) {
          throw new IllegalStateException("A statement of the demo's database failed", e);
        }
      }
    }
  }

  private Connection connection() throws SQLException {
    @Nullable String url = owner.getJdbcUrl();
    @Nullable String user = owner.getUsername();
    boolean own = user != null && !user.isEmpty();
    return DriverManager.getConnection(
        url == null || url.isEmpty() ? runtime.getJdbcUrl() : url,
        own ? user : runtime.getUsername(),
        own ? owner.getPassword() : runtime.getPassword());
  }
}
