package com.cloudaggregator.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.keys.RingVault;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.persistence.Claims;
import com.cloudaggregator.persistence.TestDatabase;
import com.cloudaggregator.persistence.TestStore;
import com.cloudaggregator.persistence.TestVault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The program refuses to start on an unfit database. */
@Isolated("reads the log of the whole process")
class StartUpGuardIT {
  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void deleteAllRows() {
    // In a replica session the trigger that protects the history does not run.
    store.execute(
        "SET session_replication_role = replica; TRUNCATE cloud_provider_accounts,"
            + " account_ownership_history, ownership_transfer_requests, cloud_transfer_events, outbox, grant_revocations;"
            + " DELETE FROM vault_key_canaries WHERE key_id <> 'k1'");
  }

  private void restart(Vault vault) {
    TestStore.start(store.database(), vault, Map.of()).close();
  }

  @Nested
  class OfTheUniqueIndex {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "it is missing | SELECT 1",
          "it is not unique | CREATE INDEX %s ON cloud_provider_accounts (provider, provider_account_id)",
          "it is partial | CREATE UNIQUE INDEX %s ON cloud_provider_accounts (provider, provider_account_id)"
              + " WHERE status <> 'released'",
          "it is on an expression | CREATE UNIQUE INDEX %s ON cloud_provider_accounts"
              + " (provider, lower(provider_account_id))",
          "(provider_account_id, provider) and not | CREATE UNIQUE INDEX %s ON cloud_provider_accounts"
              + " (provider_account_id, provider)",
          "(provider, provider_account_id, user_id) and not | CREATE UNIQUE INDEX %s ON cloud_provider_accounts"
              + " (provider, provider_account_id, user_id)",
          "it does not compare byte by byte | CREATE UNIQUE INDEX %s ON cloud_provider_accounts"
              + " (provider, provider_account_id COLLATE \"en-x-icu\")",
          "one of its columns can be null | ALTER TABLE cloud_provider_accounts ALTER provider DROP NOT NULL;"
              + " CREATE UNIQUE INDEX %s ON cloud_provider_accounts (provider, provider_account_id)",
          "it is deferred | ALTER TABLE cloud_provider_accounts ADD CONSTRAINT %s UNIQUE (provider, provider_account_id)"
              + " DEFERRABLE INITIALLY DEFERRED",
          "it is invalid | CREATE UNIQUE INDEX %s ON cloud_provider_accounts (provider, provider_account_id);"
              + " UPDATE pg_index SET indisvalid = false WHERE indexrelid = '%<s'::regclass",
          "it is missing | CREATE TABLE other (provider text, provider_account_id text);"
              + " CREATE UNIQUE INDEX %s ON other (provider, provider_account_id)"
        })
    void reportsProblemAndRemedy(String problem, String sql) throws SQLException {
      try (Connection admin = store.database().adminConnection();
          Statement statement = admin.createStatement()) {
        admin.setAutoCommit(false);
        statement.execute("DROP INDEX uniq_cloud_provider_accounts_global");
        statement.execute(sql.formatted("uniq_cloud_provider_accounts_global"));
        OneOwnerGuard guard =
            new OneOwnerGuard(JdbcClient.create(new SingleConnectionDataSource(admin, true)));

        assertThatThrownBy(guard::afterPropertiesSet)
            .isInstanceOf(UnfitDatabaseException.class)
            .hasMessageContaining(problem)
            .hasMessageContaining("CREATE UNIQUE INDEX");

        admin.rollback();
      }
    }

    @Test
    void refusesToStart() {
      store.execute("ALTER INDEX uniq_cloud_provider_accounts_global RENAME TO renamed");
      try {
        assertThatThrownBy(() -> restart(TestVault.usual()))
            .rootCause()
            .isInstanceOf(UnfitDatabaseException.class);
      } finally {
        store.execute("ALTER INDEX renamed RENAME TO uniq_cloud_provider_accounts_global");
      }
    }
  }

  @Nested
  class OfTheOtherRoles {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "pg_monitor has INSERT on outbox | INSERT ON outbox | pg_monitor",
          "pg_monitor has UPDATE on cloud_provider_accounts | UPDATE (user_id) ON cloud_provider_accounts | pg_monitor",
          "PUBLIC has SELECT on cloud_transfer_events | SELECT ON cloud_transfer_events | PUBLIC"
        })
    void areNamedWhenTheyHaveAPrivilege(String problem, String privilege, String role) {
      store.execute("GRANT " + privilege + " TO " + role);
      try {
        assertThatThrownBy(() -> restart(TestVault.usual()))
            .rootCause()
            .isInstanceOf(UnfitDatabaseException.class)
            .hasMessageContaining(problem)
            .hasMessageContaining("REVOKE ALL");
      } finally {
        store.execute("REVOKE " + privilege + " FROM " + role);
      }
    }

    @Test
    void canReadWhatTheyAreGranted() {
      store.execute("GRANT SELECT ON outbox TO pg_monitor");
      try {
        assertThatCode(() -> restart(TestVault.usual())).doesNotThrowAnyException();
      } finally {
        store.execute("REVOKE SELECT ON outbox FROM pg_monitor");
      }
    }

    /** As on Supabase, where the public key of an installation is the role anon. */
    @Test
    void areNamedWhenDefaultPrivilegesGiveThemEveryNewTable() throws SQLException {
      try (TestDatabase.Database fresh = TestDatabase.emptyDatabase();
          Connection owner = fresh.adminConnection();
          Statement statement = owner.createStatement()) {
        statement.execute(
            "ALTER DEFAULT PRIVILEGES FOR ROLE "
                + TestDatabase.OWNER_USER
                + " GRANT ALL ON TABLES TO pg_monitor, PUBLIC");

        assertThatThrownBy(() -> TestStore.start(fresh, TestVault.usual(), Map.of()))
            .rootCause()
            .isInstanceOf(UnfitDatabaseException.class)
            .hasMessageContaining("pg_monitor has DELETE")
            .hasMessageNotContaining("PUBLIC has");
      }
    }
  }

  @Nested
  @ExtendWith(OutputCaptureExtension.class)
  class OfTheClock {
    @ParameterizedTest
    @CsvSource({"3600,ahead of", "-3600,behind"})
    void warnsWhenItIsNotThatOfTheDatabase(long seconds, String how, CapturedOutput output) {
      Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));

      new ClockGuard(store.bean(JdbcClient.class), clock).afterPropertiesSet();

      assertThat(output).containsPattern("clock of this node is (3599|3600) s " + how);
    }

    @Test
    void isSilentWhenItIs(CapturedOutput output) {
      new ClockGuard(store.bean(JdbcClient.class), Clock.systemUTC()).afterPropertiesSet();

      assertThat(output).doesNotContain("clock of this node");
    }
  }

  @Nested
  class OfTheVaultKeys {
    @Test
    void startsAgainWithTheSameKey() {
      assertThatCode(() -> restart(TestVault.usual())).doesNotThrowAnyException();
      assertThat(store.count("SELECT count(*) FROM vault_key_canaries")).isOne();
    }

    @Test
    void refusesAnotherKeyUnderTheSameId() {
      assertThatThrownBy(() -> restart(new TestVault("k1", "another-key-another-key-another-")))
          .rootCause()
          .isInstanceOf(UnfitDatabaseException.class)
          .hasMessageContaining("k1");
    }

    @Test
    void startsWithoutAKeyThatNothingNeeds() {
      assertThatCode(() -> restart(new TestVault("k2", "another-key-another-key-another-")))
          .doesNotThrowAnyException();
    }

    @Test
    void refusesToStartWithoutAKeyThatACredentialNeeds() {
      store.accounts().claim(Claims.claim(Claims.drive(), Claims.alice()));

      assertThatThrownBy(() -> restart(new TestVault("k2", "another-key-another-key-another-")))
          .rootCause()
          .isInstanceOf(UnfitDatabaseException.class)
          .hasMessageContaining("k1 (2 secrets need it)");
    }

    /** Parked credentials and tokens to revoke need their key too. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "INSERT INTO ownership_transfer_requests (jti, requester, account_id, expected_owner, expected_epoch,"
              + " access_token_sealed, scopes, label, expires_at) SELECT gen_random_uuid(), 'bob', id, 'alice', 1,"
              + " 'v1.k1.x', '', '', now() FROM cloud_provider_accounts",
          "INSERT INTO grant_revocations (id, account_id, epoch, provider, user_id, masked_label, state, token_kind,"
              + " token_sealed, due_at) SELECT gen_random_uuid(), id, 2, 'onedrive', 'alice', '', 'pending',"
              + " 'refresh_token', 'v1.k1.x', now() FROM cloud_provider_accounts"
        })
    void refusesToStartWithoutAKeyThatOneSecretNeeds(String sql) {
      store.accounts().claim(Claims.claim(Claims.drive(), Claims.alice()));
      store.execute(
          sql
              + "; UPDATE cloud_provider_accounts SET access_token_sealed = 'v1.k3.x',"
              + " refresh_token_sealed = NULL");

      assertThatThrownBy(() -> restart(new TestVault("k2", "another-key-another-key-another-")))
          .rootCause()
          .isInstanceOf(UnfitDatabaseException.class)
          .hasMessageContaining("k1 (1 secrets need it)");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void logsAKeyThatNothingNeeds(CapturedOutput output) {
      RingVault ring = new RingVault("old");
      TestStore.start(store.database(), ring, Map.of()).close();
      ring.turn("k9", "old");

      TestStore.start(store.database(), ring, Map.of("logging.level.com.cloudaggregator", "INFO"))
          .close();

      assertThat(output)
          .containsOnlyOnce(
              "No stored secret needs vault key old; it can be removed from cloud-aggregator.keys.vault");
    }
  }
}
