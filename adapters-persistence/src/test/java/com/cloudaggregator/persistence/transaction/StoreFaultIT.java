package com.cloudaggregator.persistence.transaction;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.StoreFault;
import com.cloudaggregator.domain.event.StoreFault.Kind;
import com.cloudaggregator.persistence.TestDatabase;
import com.cloudaggregator.persistence.TestStore;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The faults that the adapter reports. */
class StoreFaultIT {
  private static final Duration AT_MOST = Duration.ofSeconds(3);
  private static final String LOCK_TIMEOUT = raise("55P03");

  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static StoreFault faultOf(Runnable call) {
    StoreException failure = catchThrowableOfType(StoreException.class, call::run);
    return Objects.requireNonNull(failure, "no fault").fault();
  }

  /** Runs SQL in a transaction of the adapter. */
  private static StoreFault faultOf(String sql) {
    return faultOf(() -> store.bean(Transactions.class).call(() -> run(sql)));
  }

  private static int run(String sql) {
    return store.bean(JdbcClient.class).sql(sql).update();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08000", "08006", "08007", "08P01", "40003", "57P01", "57P02", "57P03", "57P05", "57014",
        "55P03", "53200", "53300", "53100", "58030", "25006", "25P03", "25P04"
      })
  void isUnavailableWhenARetryMaySucceed(String state) {
    StoreFault fault =
        faultOf("DO $$ BEGIN RAISE EXCEPTION 'said' USING ERRCODE = '%s'; END $$".formatted(state));

    assertThat(fault)
        .isEqualTo(new StoreFault(Kind.UNAVAILABLE, "PSQLException", state, "said", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01", "26000"})
  void isUnavailableAfterThreeConflicts(String state) {
    AtomicInteger runs = new AtomicInteger();

    StoreFault fault = faultOf(raise(state), runs);

    assertThat(runs).hasValue(3);
    assertThat(fault.kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  /** The transaction that holds the lock needs longer than usual, for example its first run. */
  @Test
  void waitsASecondTimeForALock() {
    Transactions transactions = store.bean(Transactions.class);
    List<Function<Supplier<Integer>, Integer>> kinds =
        List.of(
            transactions::call,
            work -> transactions.change(work, violation -> Optional.empty()),
            work -> transactions.changeOnce(work, violation -> Optional.empty()));
    for (Function<Supplier<Integer>, Integer> kind : kinds) {
      AtomicInteger runs = new AtomicInteger();

      int answer = kind.apply(() -> runs.incrementAndGet() == 1 ? run(LOCK_TIMEOUT) : 7);

      assertThat(answer).isEqualTo(7);
    }
  }

  @Test
  void doesNotWaitAThirdTimeForALock() {
    AtomicInteger runs = new AtomicInteger();

    StoreFault fault = faultOf(LOCK_TIMEOUT, runs);

    assertThat(runs).hasValue(2);
    assertThat(fault.sqlState()).isEqualTo("55P03");
  }

  /** As when another node migrates the schema while this one has prepared its statements. */
  @Test
  void answersWhenAMigrationHasChangedTheColumnsOfAPreparedStatement() {
    store.execute("CREATE TABLE changing (a integer)");
    try {
      store.execute("GRANT SELECT ON changing TO PUBLIC");
      for (int i = 0; i < 20; i++) {
        readChanging();
      }
      store.execute("ALTER TABLE changing ALTER COLUMN a TYPE text");

      assertThat(readChanging()).isEmpty();
    } finally {
      store.execute("DROP TABLE changing");
    }
  }

  private static String raise(String state) {
    return "DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '%s'; END $$".formatted(state);
  }

  /** The fault of a transaction with this statement; counts its runs. */
  private static StoreFault faultOf(String sql, AtomicInteger runs) {
    return faultOf(
        () ->
            store
                .bean(Transactions.class)
                .call(
                    () -> {
                      runs.incrementAndGet();
                      return run(sql);
                    }));
  }

  private static List<Object> readChanging() {
    return store
        .bean(Transactions.class)
        .call(
            () ->
                List.copyOf(
                    store
                        .bean(JdbcClient.class)
                        .sql("SELECT a FROM changing")
                        .query()
                        .singleColumn()));
  }

  @Test
  void answersWhenTheSecondRunSucceeds() {
    AtomicInteger runs = new AtomicInteger();

    int answer =
        store
            .bean(Transactions.class)
            .call(
                () ->
                    runs.incrementAndGet() == 1
                        ? run(
                            "DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$")
                        : 42);

    assertThat(answer).isEqualTo(42);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "23514 | INSERT INTO used_authorization_states VALUES ('secret-value', now())",
        "23502 | INSERT INTO used_authorization_states (state_hash) VALUES ('secret-value')",
        "22P02 | SELECT CAST('secret-value' AS bigint)",
        "22003 | SELECT CAST(9000 AS smallint) * CAST(9000 AS smallint)",
        "42P01 | SELECT * FROM nowhere WHERE a = 'secret-value'"
      })
  void failsWithoutColumnValuesInTheMessage(String state, String sql) {
    StoreFault fault = faultOf(sql);

    assertThat(fault.kind()).isEqualTo(Kind.FAILED);
    assertThat(fault.sqlState()).isEqualTo(state);
    assertThat(fault.message()).doesNotContain("secret-value").doesNotContain("\n").isNotBlank();
  }

  @Test
  void namesAnotherUniqueConstraint() {
    ProviderAccountId drive = drive();
    store.execute("CREATE UNIQUE INDEX uniq_one_label ON cloud_provider_accounts (label)");
    try {
      store.accounts().claim(claim(drive, alice()));

      StoreFault fault = faultOf(() -> store.accounts().claim(claim(drive(), alice())));

      assertThat(fault.kind()).isEqualTo(Kind.OTHER_UNIQUE_CONSTRAINT);
      assertThat(fault.constraint()).isEqualTo("uniq_one_label");
      assertThat(fault.sqlState()).isEqualTo("23505");
      assertThat(fault.message())
          .isEqualTo("duplicate key value violates unique constraint \"uniq_one_label\"");
    } finally {
      store.execute("DROP INDEX uniq_one_label");
    }
  }

  @Test
  void answersInTimeWhenARowIsLocked() throws SQLException {
    ProviderAccountId drive = drive();
    CloudAccount account =
        ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
    try (Connection other = store.database().adminConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "SELECT FROM cloud_provider_accounts WHERE id = '%s' FOR UPDATE".formatted(account.id()));
      Instant before = Instant.now();

      StoreFault fault = faultOf(() -> store.accounts().renew(claim(drive, alice()), false));

      assertThat(fault.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(fault.sqlState()).isEqualTo("55P03");
      assertThat(Duration.between(before, Instant.now())).isLessThan(AT_MOST);
    }
  }

  @Test
  void answersInTimeWhenThePoolIsExhausted() throws SQLException {
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < TestStore.CONNECTIONS; i++) {
        all.add(store.bean(DataSource.class).getConnection());
      }
      Instant before = Instant.now();

      StoreFault fault = faultOf(() -> store.accounts().find(drive()));

      assertThat(fault.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(fault.exceptionClass()).isEqualTo("SQLTransientConnectionException");
      assertThat(Duration.between(before, Instant.now())).isLessThan(AT_MOST);
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
  }

  @Test
  void isUnavailableWhenTheServerEndsTheSession() {
    StoreFault fault = faultOf("SELECT pg_terminate_backend(pg_backend_pid())");

    assertThat(fault.kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  /** The first failure is caught, so that the second one is the pool's, which has no SQLSTATE. */
  @Test
  void isUnavailableWhenThePoolHasClosedTheConnection() {
    StoreFault fault =
        faultOf(
            () ->
                store
                    .bean(Transactions.class)
                    .call(
                        () -> {
                          assertThatThrownBy(
                                  () -> run("SELECT pg_terminate_backend(pg_backend_pid())"))
                              .isInstanceOf(DataAccessException.class);
                          return run("SELECT 1");
                        }));

    assertThat(fault.sqlState()).isNull();
    assertThat(fault.message()).isEqualTo("Connection is closed");
    assertThat(fault.kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  /** As after a switch-over: the sessions stay, but their server has become a standby. */
  @Test
  void replacesReadOnlySessionsSoThatWritesSucceedWithinFiveSeconds() throws SQLException {
    alterDatabase("SET default_transaction_read_only = on");
    store.bean(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    await()
        .untilAsserted(
            () ->
                assertThat(
                        faultOf(() -> store.accounts().claim(claim(drive(), alice()))).sqlState())
                    .isEqualTo("25006"));

    alterDatabase("RESET default_transaction_read_only");

    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(500))
        .ignoreException(StoreException.class)
        .untilAsserted(() -> store.accounts().claim(claim(drive(), alice())));
    for (int i = 0; i < 24; i++) {
      store.accounts().claim(claim(drive(), alice()));
    }
  }

  /** By a session in another database. */
  private static void alterDatabase(String setting) throws SQLException {
    try (Connection superuser = TestDatabase.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("ALTER DATABASE " + store.database().name() + " " + setting);
    }
  }

  @Test
  void cancelsAStatementThatTakesTooLong() {
    assertThat(faultOf("SELECT pg_sleep(60)").sqlState()).isEqualTo("57014");
  }

  @Test
  void rollsBackAClaimWhoseEventCannotBeStored() {
    ProviderAccountId drive = drive();
    store.execute("ALTER TABLE outbox ADD CONSTRAINT closed CHECK (false) NOT VALID");
    try {
      assertThat(faultOf(() -> store.accounts().claim(claim(drive, bob()))).constraint())
          .isEqualTo("closed");
      assertThat(store.accounts().find(drive)).isEmpty();
    } finally {
      store.execute("ALTER TABLE outbox DROP CONSTRAINT closed");
    }
  }
}
