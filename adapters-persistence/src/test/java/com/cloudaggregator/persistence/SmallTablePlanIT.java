package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.claim;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.persistence.TestDatabase.Database;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A session keeps the plan of a statement until the table is analyzed. In a new installation that
 * plan is the one for a few rows, while thousands are inserted.
 */
class SmallTablePlanIT {
  private static TestStore store;

  @BeforeAll
  static void open() throws SQLException {
    Database database = TestDatabase.migratedDatabase();
    try (Connection admin = database.adminConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("ALTER DATABASE " + database.name() + " SET track_functions = 'all'");
      statement.execute("ALTER TABLE cloud_provider_accounts SET (autovacuum_enabled = false)");
    }
    store = TestStore.openOn(database, TestVault.usual());
    store.accounts().claim(claim(account("first", 1), alice()));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void aClaimHashesTheIdOnceHoweverManyRowsThereAreByNow() {
    assertThat(hashes(number -> store.accounts().claim(claim(account("c", number), alice()))))
        .as("the account's id and the user's")
        .isEqualTo(2);
  }

  @Test
  void aLookUpHashesTheIdOnceHoweverManyRowsThereAreByNow() {
    assertThat(hashes(number -> store.accounts().find(account("f", number)))).isEqualTo(1);
  }

  /** The hashes of one more call, in a session that has planned it for a few rows. */
  private static long hashes(IntConsumer call) {
    JdbcClient jdbc = store.bean(JdbcClient.class);
    return store
        .bean(Transactions.class)
        .call(
            () -> {
              IntStream.range(0, 12).forEach(call);
              jdbc.sql(
                      """
                      INSERT INTO cloud_provider_accounts (id, provider, provider_account_id, user_id, epoch, status,
                        label, access_token_sealed, access_token_expires_at, scopes)
                      SELECT gen_random_uuid(), a.provider, gen_random_uuid(), a.user_id, 1, 'connected',
                        '', a.access_token_sealed, a.access_token_expires_at, a.scopes
                      FROM (SELECT * FROM cloud_provider_accounts LIMIT 1) a, generate_series(1, 100)
                      """)
                  .update();
              long before = hashed(jdbc);
              call.accept(12);
              return hashed(jdbc) - before;
            });
  }

  private static long hashed(JdbcClient jdbc) {
    return jdbc.sql(
            "SELECT coalesce(sum(calls), 0) FROM pg_stat_xact_user_functions WHERE funcname = 'erased_value'")
        .query(Long.class)
        .single();
  }

  private static ProviderAccountId account(String prefix, int number) {
    return new ProviderAccountId(new Provider("onedrive"), prefix + number);
  }
}
