package com.cloudaggregator.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.port.RingVault;
import com.cloudaggregator.application.port.Vault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The program does not start on a database that cannot keep its promises. */
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
  void nothingIsStored() {
    // As a replica's session, where the trigger that keeps history does not run.
    store.execute("SET session_replication_role = replica; TRUNCATE cloud_provider_accounts,"
        + " account_ownership_history, ownership_transfer_requests, cloud_transfer_events, outbox, grant_revocations;"
        + " DELETE FROM vault_key_canaries WHERE key_id <> 'k1'");
  }

  private void restart(Vault vault) {
    TestStore.start(store.database(), vault, Map.of()).close();
  }

  @Nested
  class OfTheUniqueIndex {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
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
      "a column of it may be null | ALTER TABLE cloud_provider_accounts ALTER provider DROP NOT NULL;"
          + " CREATE UNIQUE INDEX %s ON cloud_provider_accounts (provider, provider_account_id)",
      "it is deferred | ALTER TABLE cloud_provider_accounts ADD CONSTRAINT %s UNIQUE (provider, provider_account_id)"
          + " DEFERRABLE INITIALLY DEFERRED",
      "it is invalid | CREATE UNIQUE INDEX %s ON cloud_provider_accounts (provider, provider_account_id);"
          + " UPDATE pg_index SET indisvalid = false WHERE indexrelid = '%<s'::regclass",
      "it is missing | CREATE TABLE other (provider text, provider_account_id text);"
          + " CREATE UNIQUE INDEX %s ON other (provider, provider_account_id)"
    })
    void saysWhatIsWrongAndWhatToDo(String problem, String sql) throws SQLException {
      try (Connection admin = store.database().adminConnection();
          Statement statement = admin.createStatement()) {
        admin.setAutoCommit(false);
        statement.execute("DROP INDEX uniq_cloud_provider_accounts_global");
        statement.execute(sql.formatted("uniq_cloud_provider_accounts_global"));
        OneOwnerGuard guard = new OneOwnerGuard(JdbcClient.create(new SingleConnectionDataSource(admin, true)));

        assertThatThrownBy(guard::afterPropertiesSet)
            .isInstanceOf(UnfitDatabaseException.class)
            .hasMessageContaining(problem)
            .hasMessageContaining("CREATE UNIQUE INDEX");

        admin.rollback();
      }
    }

    @Test
    void stopsTheStart() {
      store.execute("ALTER INDEX uniq_cloud_provider_accounts_global RENAME TO renamed");
      try {
        assertThatThrownBy(() -> restart(TestVault.usual())).rootCause().isInstanceOf(UnfitDatabaseException.class);
      } finally {
        store.execute("ALTER INDEX renamed RENAME TO uniq_cloud_provider_accounts_global");
      }
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
    void letsAKeyGoThatNothingNeeds() {
      assertThatCode(() -> restart(new TestVault("k2", "another-key-another-key-another-")))
          .doesNotThrowAnyException();
    }

    @Test
    void keepsAKeyThatACredentialNeeds() {
      store.accounts().claim(Claims.claim(Claims.drive(), Claims.alice()));

      assertThatThrownBy(() -> restart(new TestVault("k2", "another-key-another-key-another-")))
          .rootCause()
          .isInstanceOf(UnfitDatabaseException.class)
          .hasMessageContaining("k1 (2 secrets need it)");
    }

    /** What is parked in an offer, or waits for its revocation, needs its key as well. */
    @ParameterizedTest
    @ValueSource(strings = {
      "INSERT INTO ownership_transfer_requests (jti, requester, account_id, expected_owner, expected_epoch,"
          + " access_token_sealed, scopes, label, expires_at) SELECT gen_random_uuid(), 'bob', id, 'alice', 1,"
          + " 'v1.k1.x', '', '', now() FROM cloud_provider_accounts",
      "INSERT INTO grant_revocations (id, account_id, epoch, provider, user_id, masked_label, state, token_kind,"
          + " token_sealed, due_at) SELECT gen_random_uuid(), id, 2, 'onedrive', 'alice', '', 'pending',"
          + " 'refresh_token', 'v1.k1.x', now() FROM cloud_provider_accounts"
    })
    void keepsAKeyThatOnlyThisNeeds(String sql) {
      store.accounts().claim(Claims.claim(Claims.drive(), Claims.alice()));
      store.execute(sql + "; UPDATE cloud_provider_accounts SET access_token_sealed = 'v1.k3.x',"
          + " refresh_token_sealed = NULL");

      assertThatThrownBy(() -> restart(new TestVault("k2", "another-key-another-key-another-")))
          .rootCause()
          .isInstanceOf(UnfitDatabaseException.class)
          .hasMessageContaining("k1 (1 secrets need it)");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void tellsThatAKeyMayGoThatIsThereAndThatNothingNeeds(CapturedOutput output) {
      RingVault ring = new RingVault("old");
      TestStore.start(store.database(), ring, Map.of()).close();
      ring.turn("k9", "old");

      TestStore.start(store.database(), ring, Map.of("logging.level.com.cloudaggregator", "INFO")).close();

      assertThat(output).containsOnlyOnce(
          "Vault key old seals nothing any more: it may be removed from cloud-aggregator.keys.vault");
    }
  }
}
