package com.cloudaggregator.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloudaggregator.persistence.TestDatabase;
import com.cloudaggregator.persistence.TestDatabase.Database;
import com.cloudaggregator.persistence.TestStore;
import com.cloudaggregator.persistence.transaction.UniqueConstraint;
import com.cloudaggregator.persistence.transaction.UniqueViolation;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** The rules that the schema enforces. */
@Isolated("a Liquibase that ends forgets the locks of all others in the process")
class SchemaIT {
  private static final String ACCOUNT = "00000000-0000-0000-0000-0000000000aa";

  private static final String UNIQUE_INDEXES =
      """
      SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
      WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE 'databasechangelog%'
      ORDER BY 1
      """;

  private static TestStore store;

  @BeforeAll
  static void oneRowInEachTable() {
    store = TestStore.open();
    store.execute(
        """
        INSERT INTO cloud_provider_accounts
          (id, provider, provider_account_id, user_id, epoch, status, label, access_token_sealed, scopes)
        VALUES ('%1$s', 'onedrive', 'abc', 'alice', 1, 'connected', '', 'v1.k1.x', '');
        INSERT INTO account_ownership_history (account_id, epoch, from_user, to_user, cause, jti)
        VALUES ('%1$s', 2, 'alice', 'bob', 'transferred', gen_random_uuid());
        INSERT INTO used_authorization_states VALUES (sha256('state'), now());
        INSERT INTO ownership_transfer_requests
          (jti, requester, account_id, expected_owner, expected_epoch, access_token_sealed, scopes, label, expires_at)
        VALUES (gen_random_uuid(), 'bob', '%1$s', 'alice', 1, 'v1.k1.x', '', '', now());
        INSERT INTO cloud_transfer_events (id, user_id, account_id, provider, masked_label, epoch)
        VALUES (gen_random_uuid(), 'alice', '%1$s', 'onedrive', '', 2);
        INSERT INTO outbox (id, account_id, epoch, type, payload, underway)
        VALUES (gen_random_uuid(), '%1$s', 1, 'account.connected', '{}', true);
        INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, trace_id)
        VALUES (gen_random_uuid(), 'adopted', 'onedrive', 'abc', '-');
        INSERT INTO service_calls (id, service, user_id, account_id, answer, trace_id)
        VALUES (gen_random_uuid(), 'backend', 'alice', '%1$s', 'token_given', '-');
        INSERT INTO grant_revocations
          (id, account_id, epoch, provider, user_id, masked_label, state, token_kind, token_sealed, due_at)
        VALUES (gen_random_uuid(), '%1$s', 2, 'onedrive', 'alice', '', 'pending', 'refresh_token', 'v1.k1.x', now());
        INSERT INTO account_access_events (account_id, epoch, turn, user_id, kind)
        VALUES ('%1$s', 2, 1, 'bob', 'reconnected');
        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
        VALUES ('purge', 'recurring', now(), false, 1);
        INSERT INTO spring_session VALUES ('row', 'id', 0, 0, 60, 60000, 'alice');
        INSERT INTO spring_session_attributes VALUES ('row', 'name', 'x');
        INSERT INTO user_contacts (user_id, email, language) VALUES ('alice', 'a@b.example', 'en');
        INSERT INTO erased_users (user_hash) VALUES ('x');
        INSERT INTO operator_actions (id, account_id, epoch, action, operator, reason, trace_id)
        VALUES (gen_random_uuid(), '%1$s', 1, 'freeze', 'olga', 'why', '-');
        INSERT INTO vault_key_reports (task, key_id) VALUES ('verify', 'k1');
        INSERT INTO vault_key_waits (task) VALUES ('verify');
        INSERT INTO node_key_rings (node, name, vault_keys, transfer_keys, flow_keys)
        VALUES (gen_random_uuid(), '1@host', '{k1}', '{t1}', '{f1}');
        """
            .formatted(ACCOUNT));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  static List<String> uniqueIndexes() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection admin = store.database().adminConnection();
        Statement statement = admin.createStatement();
        ResultSet rows = statement.executeQuery(UNIQUE_INDEXES)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  @Test
  void hasAnEntryForEachUniqueConstraint() throws SQLException {
    assertThat(uniqueIndexes())
        .as("a migration that adds a unique constraint adds it to UniqueConstraint too")
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(UniqueConstraint.values())
                .map(UniqueConstraint::constraintName)
                .toList());
  }

  /**
   * Inserts the row of the table again, with different values in the columns of other unique
   * constraints.
   */
  @ParameterizedTest
  @MethodSource("uniqueIndexes")
  void recognizesAViolationOfEachUniqueConstraintByName(String index) throws SQLException {
    String copy =
        store.text(
            """
        WITH target AS (SELECT * FROM pg_index WHERE indexrelid = '%s'::regclass),
        part AS (
          SELECT a.attname, a.attnum = ANY (target.indkey) AS kept, format_type(a.atttypid, NULL) AS type,
            EXISTS (SELECT FROM pg_index o WHERE o.indrelid = a.attrelid AND o.indisunique
              AND o.indexrelid <> target.indexrelid AND a.attnum = ANY (o.indkey)) AS elsewhere
          FROM target JOIN pg_attribute a ON a.attrelid = target.indrelid
          WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = '')
        SELECT 'INSERT INTO ' || (SELECT indrelid::regclass FROM target) || ' ('
          || string_agg(attname, ', ') || ') SELECT '
          || string_agg(CASE WHEN kept OR NOT elsewhere OR attname IN ('type', 'occurrence') THEN attname
            WHEN type = 'uuid' THEN 'gen_random_uuid()'
            WHEN type = 'bigint' THEN attname || ' + 1'
            ELSE attname || ' || ''x''' END, ', ')
          || ' FROM ' || (SELECT indrelid::regclass FROM target) || ' LIMIT 1'
        FROM part
        """
                .formatted(index));
    assertThat(violationOf(copy))
        .isPresent()
        .get()
        .extracting(UniqueViolation::constraint)
        .isEqualTo(index);
    UniqueConstraint known =
        Stream.of(UniqueConstraint.values())
            .filter(constraint -> constraint.constraintName().equals(index))
            .findFirst()
            .orElseThrow();
    assertThat(violationOf(copy).orElseThrow().of(known)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // not null
        "INSERT INTO cloud_provider_accounts (id) VALUES (gen_random_uuid())",
        // check
        "INSERT INTO used_authorization_states VALUES ('short', now())",
        // foreign key
        "INSERT INTO account_ownership_history (account_id, epoch, to_user, cause)"
            + " VALUES (gen_random_uuid(), 1, 'alice', 'connected')",
        // an exception with the same message
        "DO $$ BEGIN RAISE EXCEPTION 'duplicate key value violates unique constraint"
            + " \"uniq_cloud_provider_accounts_global\"'; END $$",
        // no constraint
        "SELECT 1 / 0"
      })
  void recognizesNoOtherViolation(String sql) throws SQLException {
    assertThat(violationOf(sql)).isEmpty();
  }

  private static PSQLException refused(Statement statement, String sql) {
    return Objects.requireNonNull(
        catchThrowableOfType(PSQLException.class, () -> statement.execute(sql)),
        "accepted: " + sql);
  }

  /** Executed by Hibernate, in a transaction that is rolled back. */
  private static Optional<UniqueViolation> violationOf(String sql) {
    EntityManagerFactory entities = store.bean(EntityManagerFactory.class);
    return UniqueViolation.in(
        Objects.requireNonNull(
            catchThrowableOfType(
                PersistenceException.class,
                () ->
                    entities.runInTransaction(
                        session -> session.createNativeQuery(sql).executeUpdate())),
            "accepted: " + sql));
  }

  @Test
  void hasTheIndexOfTheContract() {
    assertThat(
            store.text("SELECT pg_get_indexdef('uniq_cloud_provider_accounts_global'::regclass)"))
        .isEqualTo(
            "CREATE UNIQUE INDEX uniq_cloud_provider_accounts_global ON public.cloud_provider_accounts"
                + " USING btree (provider, provider_account_id)");
  }

  @Test
  void comparesIdentitiesByteByByte() {
    assertThat(
            store.count(
                """
        SELECT count(*) FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
        WHERE a.attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND relname NOT LIKE 'databasechangelog%')
          AND c.collname <> 'C' AND a.attname NOT IN ('label', 'masked_label')
        """))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE account_ownership_history SET to_user = 'mallory'",
        "DELETE FROM account_ownership_history",
        "TRUNCATE account_ownership_history"
      })
  void protectsTheHistoryFromTheOwnerOfTheTable(String sql) throws SQLException {
    try (Connection owner = store.database().ownerConnection();
        Statement statement = owner.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("append-only");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE mine (id int)",
        "DROP INDEX uniq_cloud_provider_accounts_global",
        "ALTER TABLE account_ownership_history DISABLE TRIGGER ALL",
        "DELETE FROM cloud_provider_accounts",
        "UPDATE account_ownership_history SET to_user = 'mallory'",
        "UPDATE outbox SET created_at = now()",
        "UPDATE outbox SET payload = '{}'",
        "UPDATE cloud_transfer_events SET user_id = 'mallory'",
        "UPDATE user_contacts SET user_id = 'mallory'",
        "UPDATE vault_key_canaries SET sealed = ''",
        "UPDATE grant_revocations SET epoch = epoch + 1",
        "UPDATE ownership_verification_evidence SET trace_id = ''",
        "UPDATE service_calls SET service = 'mallory'",
        "UPDATE account_access_events SET user_id = 'mallory'",
        "UPDATE operator_actions SET operator = 'mallory'",
        "DELETE FROM operator_actions"
      })
  void givesTheRuntimeRoleOnlyTheDmlItNeeds(String sql) throws SQLException {
    try (Connection app = store.database().appConnection();
        Statement statement = app.createStatement()) {
      assertThat(refused(statement, sql).getSQLState()).isEqualTo("42501");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user_id = NULL",
        "access_token_sealed = NULL",
        "status = 'released'",
        "status = 'released', user_id = NULL",
        "status = 'gone'",
        "reason = 'why'",
        "epoch = 0",
        "provider = 'One Drive'",
        "provider_account_id = 'a b'",
        "user_id = ''"
      })
  void rejectsARowThatIsHalfReleased(String change) throws SQLException {
    try (Connection admin = store.database().adminConnection();
        Statement statement = admin.createStatement()) {
      assertThat(refused(statement, "UPDATE cloud_provider_accounts SET " + change).getSQLState())
          .isEqualTo("23514");
    }
  }

  @Test
  void storesTheKeyIdOfSealedValues() {
    assertThat(
            store.text(
                "SELECT access_token_key_id FROM cloud_provider_accounts WHERE id = '"
                    + ACCOUNT
                    + "'"))
        .isEqualTo("k1");
    assertThat(store.text("SELECT access_token_key_id FROM ownership_transfer_requests"))
        .isEqualTo("k1");
  }

  @Test
  void thePrivilegeGuardKnowsEveryTable() {
    assertThat(
            store.text(
                "SELECT string_agg(relname, ' ' ORDER BY relname COLLATE \"C\") FROM pg_class"
                    + " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE 'databasechangelog%'"))
        .isEqualTo(String.join(" ", PrivilegeGuard.TABLES));
  }

  @Test
  void rollsBackCompletelyAndForwardAgain() throws SQLException, LiquibaseException {
    try (Database database = TestDatabase.emptyDatabase();
        Connection owner = database.ownerConnection();
        Liquibase liquibase =
            new Liquibase(
                "db/changelog/db.changelog-master.yaml",
                new ClassLoaderResourceAccessor(),
                new JdbcConnection(owner))) {
      liquibase.setChangeLogParameter("runtimeRole", TestDatabase.APP_USER);
      liquibase.update(new Contexts(), new LabelExpression());
      int changes = liquibase.getDatabaseChangeLog().getChangeSets().size();
      liquibase.rollback(changes, null, new Contexts(), new LabelExpression());
      try (Statement statement = owner.createStatement();
          ResultSet left =
              statement.executeQuery(
                  """
              SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
                  AND relkind = 'r' AND relname NOT LIKE 'databasechangelog%')
                + (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
              """)) {
        assertThat(left.next()).isTrue();
        assertThat(left.getLong(1)).isZero();
      }
      owner.setAutoCommit(false);
      liquibase.update(new Contexts(), new LabelExpression());
    }
  }
}
