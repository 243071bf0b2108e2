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
 * Makes the database refuse, by the schema owner's rights and for the time of one action: real refusals of a real
 * PostgreSQL. Each is undone when the action is over; what a killed run has left behind is undone at the next start.
 */
public final class DatabaseFaults {
  private static final String ACCOUNTS = "cloud_provider_accounts";
  private static final String OFFERS = "ownership_transfer_requests";

  /** What belongs to the installation and not to the users: it stays. */
  private static final String KEPT = "tablename !~ '^(databasechangelog|scheduled_tasks|vault_key|spring_session)'";

  private final JdbcConnectionDetails runtime;
  private final LiquibaseConnectionDetails owner;
  private final AtomicReference<@Nullable Connection> holder = new AtomicReference<>();

  DatabaseFaults(JdbcConnectionDetails runtime, LiquibaseConnectionDetails owner) {
    this.runtime = runtime;
    this.owner = owner;
  }

  /** What goes wrong. */
  public enum Trouble {
    /** The owner cannot be looked up: the program may not read the table. */
    LOOKUP_FAILS,
    /** The row is there for the unique index and for nobody else. */
    OWNER_MISSING
  }

  /** Whether nobody has ever connected anything. */
  public boolean isEmpty() {
    return with(sql -> {
      try (ResultSet rows = sql.executeQuery("SELECT 1 FROM " + ACCOUNTS + " LIMIT 1")) {
        return !rows.next();
      }
    });
  }

  /** Everything of the users is gone. The history's guard against just this is put aside for the transaction. */
  public void empty() {
    with(sql -> {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows = sql.executeQuery(
          "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() AND " + KEPT)) {
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

  /** Does it while this goes wrong. */
  public <T> T meanwhile(Trouble trouble, Supplier<T> action) {
    execute(switch (trouble) {
      case LOOKUP_FAILS -> "REVOKE SELECT ON " + ACCOUNTS + " FROM " + runtimeRole();
      case OWNER_MISSING -> "ALTER TABLE " + ACCOUNTS + " ENABLE ROW LEVEL SECURITY;"
          + " CREATE POLICY demo_hidden ON " + ACCOUNTS + " FOR SELECT USING (false);"
          + " CREATE POLICY demo_inserts ON " + ACCOUNTS + " FOR INSERT WITH CHECK (true)";
    });
    try {
      return action.get();
    } finally {
      mend();
    }
  }

  /** The offers that nobody has taken up are past their time. */
  public void endOffers() {
    execute("UPDATE " + OFFERS + " SET expires_at = now() WHERE used_at IS NULL");
  }

  /** For this long, or until it is mended, nobody else can read or write an offer; whoever tries waits in vain. */
  public void holdOffers(Duration time) {
    free();
    try {
      Connection held = connection();
      held.setAutoCommit(false);
      holder.set(held);
      try (Statement sql = held.createStatement()) {
        sql.execute("SET LOCAL lock_timeout = '5s'");
        sql.execute("LOCK TABLE " + OFFERS + " IN ACCESS EXCLUSIVE MODE");
      }
      CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS).execute(() -> {
        if (holder.compareAndSet(held, null)) {
          close(held);
        }
      });
    } catch (SQLException e) {
      free();
      throw new IllegalStateException("The demo's database did not do as it was told", e);
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
      throw new IllegalStateException("The demo's database could not be let go of", e);
    }
  }

  /** Nothing goes wrong any more, whatever did. Before the first migration, and where the table is another's, nothing. */
  public void mend() {
    free();
    execute("DO $$ BEGIN IF EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('" + ACCOUNTS + "')"
        + " AND pg_has_role(relowner, 'USAGE')) THEN"
        + " GRANT SELECT ON " + ACCOUNTS + " TO " + runtimeRole() + ";"
        + " DROP POLICY IF EXISTS demo_hidden ON " + ACCOUNTS + ";"
        + " DROP POLICY IF EXISTS demo_inserts ON " + ACCOUNTS + ";"
        + " ALTER TABLE " + ACCOUNTS + " DISABLE ROW LEVEL SECURITY; END IF; END $$");
  }

  private void execute(String statements) {
    with(sql -> sql.execute(statements));
  }

  private String runtimeRole() {
    return "\"" + Objects.requireNonNull(runtime.getUsername()).replace("\"", "\"\"") + "\"";
  }

  private interface Work<T> {
    T with(Statement sql) throws SQLException;
  }

  /** In one transaction of the schema's owner, who waits five seconds for a lock at most. */
  private <T> T with(Work<T> work) {
    try (Connection connection = connection();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("SET LOCAL lock_timeout = '5s'");
      T result = work.with(sql);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException("The demo's database did not do as it was told", e);
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
