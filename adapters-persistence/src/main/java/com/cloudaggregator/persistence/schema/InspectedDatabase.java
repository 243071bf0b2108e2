package com.cloudaggregator.persistence.schema;

import com.cloudaggregator.application.installation.Finding;
import com.cloudaggregator.application.installation.InstalledDatabase;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.persistence.transaction.UniqueConstraint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Inspects an installation's database as the runtime role. Each look-up is a read-only transaction
 * with timeouts of its own, and sets nothing in the session: a pooler in transaction mode gives the
 * connection to the program afterwards.
 */
public final class InspectedDatabase implements InstalledDatabase {
  private static final String CHANGESETS = "classpath*:db/changelog/*.sql";
  private static final Pattern CHANGESET = Pattern.compile("(?m)^--changeset\\s+(\\S+)");

  /** Tables that the role owns, rights on the schema, and attributes of the role. */
  private static final String TOO_MUCH =
      """
      SELECT 'it owns the table ' || c.relname FROM pg_class c
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        AND pg_has_role(current_user, c.relowner, 'USAGE')
      UNION ALL
      SELECT 'it can create tables in the schema ' || current_schema()
      WHERE has_schema_privilege(current_user, current_schema(), 'CREATE')
      UNION ALL
      SELECT 'it is a superuser, or can create roles or databases' FROM pg_roles
      WHERE rolname = current_user AND (rolsuper OR rolcreaterole OR rolcreatedb)
      """;

  private static final String TOO_LITTLE =
      """
      SELECT needed.act || ' on ' || needed.tab FROM (VALUES
        ('SELECT', 'cloud_provider_accounts'), ('INSERT', 'cloud_provider_accounts'),
        ('UPDATE', 'cloud_provider_accounts'), ('INSERT', 'account_ownership_history'),
        ('INSERT', 'used_authorization_states'), ('SELECT', 'ownership_transfer_requests'),
        ('INSERT', 'ownership_transfer_requests'), ('UPDATE', 'ownership_transfer_requests'),
        ('INSERT', 'cloud_transfer_events'), ('INSERT', 'outbox'),
        ('INSERT', 'ownership_verification_evidence'), ('SELECT', 'ownership_verification_evidence'),
        ('SELECT', 'spring_session'), ('INSERT', 'spring_session'), ('UPDATE', 'spring_session'),
        ('SELECT', 'spring_session_attributes'), ('INSERT', 'spring_session_attributes'),
        ('UPDATE', 'spring_session_attributes')
      ) AS needed (act, tab)
      WHERE NOT has_any_column_privilege(current_user, needed.tab, needed.act)
      """;

  private static final String TIMEOUTS =
      "SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '1s'";

  private final DataSource database;
  private final JdbcClient jdbc;
  private final TransactionTemplate readOnly;
  private final ResourcePatternResolver resources;

  public InspectedDatabase(DataSource database, ResourcePatternResolver resources) {
    this.database = database;
    this.jdbc = JdbcClient.create(database);
    JdbcTransactionManager transactions = new JdbcTransactionManager(database);
    transactions.setEnforceReadOnly(true);
    this.readOnly = new TransactionTemplate(transactions);
    readOnly.setReadOnly(true);
    this.resources = resources;
  }

  @Override
  public List<Finding> inspect() {
    return List.of(
        sessions(),
        check("read-only transactions", this::transaction),
        check("unique index", this::index),
        check("runtime role", this::rights),
        check("runtime role's DML", this::privileges),
        check("other roles", this::others),
        check("migrations", this::migrations),
        check("evidence", this::evidence));
  }

  @Override
  public Optional<ProviderAccountId> findAnyConnected() {
    try {
      return inTransaction(
          () ->
              jdbc.sql(
                      "SELECT provider, provider_account_id FROM cloud_provider_accounts"
                          + " WHERE status = 'connected' ORDER BY id LIMIT 1")
                  .query((row, n) -> ProviderAccountId.of(row.getString(1), row.getString(2)))
                  .optional());
    } catch (DataAccessException | TransactionException reportedByTheFindings) {
      return Optional.empty();
    }
  }

  private <T> T inTransaction(Supplier<T> reads) {
    return readOnly.execute(
        status -> {
          jdbc.sql(TIMEOUTS).update();
          return reads.get();
        });
  }

  private Finding check(String subject, Supplier<Finding> reads) {
    try {
      return inTransaction(reads);
    } catch (DataAccessException | TransactionException e) {
      return Finding.of(
          subject,
          false,
          "it cannot be read: " + reason(e.getMostSpecificCause()),
          "Run the migrations of this release, and check the privileges of the runtime role");
    }
  }

  private static String reason(Throwable cause) {
    return String.valueOf(cause.getMessage()).replaceAll("\\p{Cntrl}+", " ");
  }

  private Finding transaction() {
    String mode = one("SHOW transaction_read_only");
    return Finding.of(
        "read-only transactions",
        mode.equals("on"),
        "as "
            + one("SELECT current_user")
            + " on PostgreSQL "
            + one("SHOW server_version")
            + ", read-only: "
            + mode,
        "Connect to a server that supports SET TRANSACTION READ ONLY");
  }

  private Finding sessions() {
    try {
      boolean kept = SessionGuard.keepsSessions(database);
      return Finding.of(
          "sessions",
          kept,
          kept
              ? "each connection keeps its session"
              : "a pooler in transaction mode gives each transaction another session",
          SessionGuard.REMEDY);
    } catch (SQLException e) {
      return Finding.of(
          "sessions", false, "they cannot be checked: " + reason(e), SessionGuard.REMEDY);
    }
  }

  private Finding index() {
    List<String> problems = OneOwnerGuard.problems(jdbc);
    String name = UniqueConstraint.ONE_OWNER.constraintName();
    return Finding.of(
        "unique index",
        problems.isEmpty(),
        problems.isEmpty()
            ? name + " is unique, valid, not partial, and on (provider, provider_account_id)"
            : name + ": " + String.join("; ", problems),
        OneOwnerGuard.REMEDY);
  }

  private Finding rights() {
    List<String> tooMuch = texts(TOO_MUCH);
    return Finding.of(
        "runtime role",
        tooMuch.isEmpty(),
        tooMuch.isEmpty()
            ? "it has DML privileges only; the tables belong to " + owner()
            : String.join("; ", tooMuch),
        "Run the migrations with a separate role (spring.liquibase.user)");
  }

  private String owner() {
    return one(
        "SELECT tableowner FROM pg_tables WHERE tablename = 'cloud_provider_accounts'"
            + " AND schemaname = current_schema()");
  }

  private Finding privileges() {
    List<String> lacking = texts(TOO_LITTLE);
    return Finding.of(
        "runtime role's DML",
        lacking.isEmpty(),
        lacking.isEmpty()
            ? "it has the privileges that it needs"
            : "it lacks " + String.join(", ", lacking),
        "The migrations grant them to the role in spring.datasource.username");
  }

  private Finding others() {
    List<String> problems = PrivilegeGuard.problems(jdbc);
    return Finding.of(
        "other roles",
        problems.isEmpty(),
        problems.isEmpty() ? "none can change the tables" : String.join("; ", problems),
        PrivilegeGuard.REMEDY);
  }

  private Finding migrations() {
    Set<String> there = new TreeSet<>(texts("SELECT author || ':' || id FROM databasechangelog"));
    Set<String> missing = new TreeSet<>(ofThisRelease());
    int expected = missing.size();
    missing.removeAll(there);
    return Finding.of(
        "migrations",
        missing.isEmpty(),
        missing.isEmpty()
            ? "all " + expected + " changesets of this release have run"
            : "these have not run: " + String.join(", ", missing),
        "Start this release once with the role for migrations, or run Liquibase");
  }

  private List<String> ofThisRelease() {
    List<String> ids = new ArrayList<>();
    try {
      for (Resource file : resources.getResources(CHANGESETS)) {
        Matcher changeset = CHANGESET.matcher(file.getContentAsString(StandardCharsets.UTF_8));
        while (changeset.find()) {
          ids.add(changeset.group(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ids;
  }

  private Finding evidence() {
    return Finding.fine(
        "evidence",
        one(
            "SELECT count(*) || ' rows, the oldest: '"
                + " || coalesce(min(at)::text, 'none') FROM ownership_verification_evidence"));
  }

  private String one(String query) {
    return Objects.requireNonNull(jdbc.sql(query).query(String.class).single());
  }

  /** One column, never null. */
  private List<String> texts(String query) {
    return jdbc.sql(query).query((row, n) -> row.getString(1)).list();
  }
}
