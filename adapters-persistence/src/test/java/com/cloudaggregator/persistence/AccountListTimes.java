package com.cloudaggregator.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.audit.AccountAudit;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Measures a page of {@code GET /ops/accounts?status=} and the history of one account in the
 * database, with few rows and with a million; {@code -Drows=} sets other numbers. The name keeps it
 * out of the test suite. It writes {@code adapters-persistence/target/account-list-times.md}. Run
 * it with
 *
 * <pre>mvn -q verify -pl adapters-persistence -am -Dtest=none -Dit.test=AccountListTimes \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
class AccountListTimes {
  private static final int TIMES = 200;
  private static final int PAGE = 50;

  private final List<String> table = new ArrayList<>();

  @Test
  void measuresFewRowsAndAMillion() throws IOException {
    table.add(
        "| accounts | first page | page in the middle | needs_reconnect, first page | one account's past |");
    table.add("| --- | --- | --- | --- | --- |");
    try (TestStore store = TestStore.open()) {
      int rows = 0;
      for (int wanted : new int[] {1000, Integer.getInteger("rows", 1_000_000)}) {
        fill(store, rows + 1, wanted);
        rows = wanted;
        measure(store.bean(AccountAudit.class), rows);
      }
    }
    Path file = Path.of("target", "account-list-times.md");
    Files.write(file, table);
    assertThat(file).isNotEmptyFile();
  }

  private static void fill(TestStore store, int from, int to) {
    store.execute(
        """
        INSERT INTO cloud_provider_accounts
          (id, provider, provider_account_id, user_id, epoch, status, label, access_token_sealed, scopes)
        SELECT gen_random_uuid(), 'dropbox', 'dbid:' || n, 'user-' || n %% 1000, 1,
          CASE WHEN n %% 1000 = 0 THEN 'needs_reconnect' ELSE 'connected' END, '', 'v1.k1.x', ''
        FROM generate_series(%d, %d) AS n
        """
            .formatted(from, to));
    store.execute("VACUUM ANALYZE cloud_provider_accounts");
  }

  private void measure(AccountAudit audit, int rows) {
    AccountId middle = new AccountId(new UUID(1L << 63, 0));
    ProviderAccountId one = ProviderAccountId.of("dropbox", "dbid:" + rows / 2);
    table.add(
        "| "
            + rows
            + " | "
            + median(() -> page(audit, AccountStatus.CONNECTED, null))
            + " | "
            + median(() -> page(audit, AccountStatus.CONNECTED, middle))
            + " | "
            + median(() -> page(audit, AccountStatus.NEEDS_RECONNECT, null))
            + " | "
            + median(() -> assertThat(audit.findHistory(one)).isPresent())
            + " |");
  }

  private static void page(AccountAudit audit, AccountStatus status, @Nullable AccountId after) {
    List<CloudAccount> found = audit.listByStatus(status, after, PAGE + 1);
    assertThat(found).isNotEmpty();
  }

  private static String median(Runnable call) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      long begun = System.nanoTime();
      call.run();
      nanos.add(System.nanoTime() - begun);
    }
    long median = nanos.stream().sorted().skip(TIMES / 2).findFirst().orElseThrow();
    return "%.1f ms".formatted(Duration.ofNanos(median).toNanos() / 1e6);
  }
}
