package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.InstalledDatabase;
import com.cloudaggregator.application.evidence.Finding;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at PostgreSQL as the runtime role, in sessions that are read-only by the server's own word. */
final class InspectedDatabase implements InstalledDatabase {
  private static final String CHANGESETS = "classpath*:db/changelog/*.sql";
  private static final Pattern CHANGESET = Pattern.compile("(?m)^--changeset\\s+(\\S+)");

  /** What belongs to the role; what it may do to the schema; and what it is. */
  private static final String TOO_MUCH = """
      SELECT 'it owns the table ' || c.relname FROM pg_class c
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        AND pg_has_role(current_user, c.relowner, 'USAGE')
      UNION ALL
      SELECT 'it may create tables in the schema ' || current_schema()
      WHERE has_schema_privilege(current_user, current_schema(), 'CREATE')
      UNION ALL
      SELECT 'it is a superuser, or may create roles or databases' FROM pg_roles
      WHERE rolname = current_user AND (rolsuper OR rolcreaterole OR rolcreatedb)
      """;

  private static final String TOO_LITTLE = """
      SELECT needed.act || ' on ' || needed.tab FROM (VALUES
        ('SELECT', 'cloud_provider_accounts'), ('INSERT', 'cloud_provider_accounts'),
        ('UPDATE', 'cloud_provider_accounts'), ('INSERT', 'account_ownership_history'),
        ('INSERT', 'used_authorization_states'), ('SELECT', 'ownership_transfer_requests'),
        ('INSERT', 'ownership_transfer_requests'), ('UPDATE', 'ownership_transfer_requests'),
        ('INSERT', 'cloud_transfer_events'), ('INSERT', 'outbox'),
        ('INSERT', 'ownership_verification_evidence'), ('SELECT', 'ownership_verification_evidence')
      ) AS needed (act, tab)
      WHERE NOT has_any_column_privilege(current_user, needed.tab, needed.act)
      """;

  private final JdbcClient jdbc;
  private final ResourcePatternResolver resources;

  InspectedDatabase(JdbcClient jdbc, ResourcePatternResolver resources) {
    this.jdbc = jdbc;
    this.resources = resources;
  }

  @Override
  public List<Finding> findings() {
    return List.of(
        look("read-only session", this::session),
        look("unique index", this::index),
        look("runtime role", this::rights),
        look("runtime role's DML", this::work),
        look("migrations", this::migrations),
        look("evidence", this::evidence));
  }

  @Override
  public Optional<ProviderAccountId> anyConnected() {
    try {
      return jdbc.sql("SELECT provider, provider_account_id FROM cloud_provider_accounts"
              + " WHERE status = 'connected' ORDER BY id LIMIT 1")
          .query((row, n) -> ProviderAccountId.of(row.getString(1), row.getString(2)))
          .optional();
    } catch (DataAccessException toldAmongTheFindings) {
      return Optional.empty();
    }
  }

  private static Finding look(String subject, Supplier<Finding> look) {
    try {
      return look.get();
    } catch (DataAccessException e) {
      return Finding.of(subject, false, "it cannot be read: " + reason(e),
          "Let the migrations of this release run, and check the runtime role's rights");
    }
  }

  private static String reason(DataAccessException e) {
    return String.valueOf(e.getMostSpecificCause().getMessage()).replaceAll("\\p{Cntrl}+", " ");
  }

  private Finding session() {
    String readOnly = one("SHOW default_transaction_read_only");
    return Finding.of("read-only session", readOnly.equals("on"),
        "as " + one("SELECT current_user") + " on PostgreSQL " + one("SHOW server_version") + ", read-only: " + readOnly,
        "A pooler in transaction mode between here and the server loses it: connect to the server itself");
  }

  private Finding index() {
    List<String> problems = OneOwnerGuard.problems(jdbc);
    String name = UniqueConstraint.ONE_OWNER.constraintName();
    return Finding.of("unique index", problems.isEmpty(),
        problems.isEmpty() ? name + " is unique, valid, whole, and on (provider, provider_account_id)"
            : name + ": " + String.join("; ", problems),
        OneOwnerGuard.REMEDY);
  }

  private Finding rights() {
    List<String> tooMuch = texts(TOO_MUCH);
    return Finding.of("runtime role", tooMuch.isEmpty(),
        tooMuch.isEmpty() ? "it has DML alone; the tables belong to " + owner() : String.join("; ", tooMuch),
        "Run the migrations as a role of its own (spring.liquibase.user) and the program as another");
  }

  private String owner() {
    return one("SELECT tableowner FROM pg_tables WHERE tablename = 'cloud_provider_accounts'"
        + " AND schemaname = current_schema()");
  }

  private Finding work() {
    List<String> lacking = texts(TOO_LITTLE);
    return Finding.of("runtime role's DML", lacking.isEmpty(),
        lacking.isEmpty() ? "it may read and write what it has to" : "it lacks " + String.join(", ", lacking),
        "The migrations grant it to the role that spring.datasource.username names when they run");
  }

  private Finding migrations() {
    Set<String> there = new TreeSet<>(texts("SELECT author || ':' || id FROM databasechangelog"));
    Set<String> missing = new TreeSet<>(ofThisRelease());
    int expected = missing.size();
    missing.removeAll(there);
    return Finding.of("migrations", missing.isEmpty(),
        missing.isEmpty() ? "all " + expected + " changesets of this release have run"
            : "these have not run: " + String.join(", ", missing),
        "Start the program of this release once with the role that migrates, or run Liquibase");
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
    return Finding.fine("evidence", one("SELECT count(*) || ' rows, the oldest of '"
        + " || coalesce(min(at)::text, 'no time yet') FROM ownership_verification_evidence"));
  }

  private String one(String query) {
    return Objects.requireNonNull(jdbc.sql(query).query(String.class).single());
  }

  /** One column, never null. */
  private List<String> texts(String query) {
    return jdbc.sql(query).query((row, n) -> row.getString(1)).list();
  }
}
