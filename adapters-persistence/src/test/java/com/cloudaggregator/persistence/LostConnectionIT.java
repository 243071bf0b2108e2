package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.keys.SealedSecrets;
import com.cloudaggregator.application.keys.Vault.Purpose;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The network loses the connections to PostgreSQL without closing them: no answer comes, and no
 * error.
 */
@Order(3)
class LostConnectionIT {
  private static final int WORKERS = 20;

  private static TestStore store;
  private static SwallowingProxy proxy;
  private static ConfigurableApplicationContext context;

  @BeforeAll
  static void open() throws IOException {
    store = TestStore.open();
    URI direct = URI.create(store.database().url().substring("jdbc:".length()));
    proxy = new SwallowingProxy(direct.getPort());
    String url =
        store.database().url().replace(direct.getRawAuthority(), "localhost:" + proxy.port());
    context =
        TestStore.start(store.database(), TestVault.usual(), Map.of("spring.datasource.url", url));
  }

  @AfterAll
  static void close() throws IOException {
    context.close();
    proxy.close();
    store.close();
  }

  /** One call of a worker: true for an answer, false for a fault. */
  private static boolean call(CloudAccounts accounts) {
    try {
      accounts.find(drive());
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  @Test
  void busyConnectionsAreGivenUpAndEveryCallerIsServedAgain() {
    CloudAccounts accounts = context.getBean(CloudAccounts.class);
    AtomicBoolean over = new AtomicBoolean();
    List<AtomicInteger> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
      for (int i = 0; i < WORKERS; i++) {
        AtomicInteger mine = new AtomicInteger();
        answers.add(mine);
        threads.execute(
            () -> {
              while (!over.get()) {
                if (call(accounts)) {
                  mine.incrementAndGet();
                }
              }
            });
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> answers.stream().allMatch(count -> count.get() > 0));

      proxy.swallow();
      List<Integer> before = answers.stream().map(AtomicInteger::get).toList();

      try {
        await()
            .atMost(Duration.ofSeconds(15))
            .untilAsserted(
                () ->
                    assertThat(answers)
                        .allSatisfy(
                            count ->
                                assertThat(count.get())
                                    .isGreaterThan(before.get(answers.indexOf(count)) + 1)));
      } finally {
        over.set(true);
        proxy.closeConnections();
      }
    }
  }

  /**
   * Reads of a rotation may take longer than every other statement, and than the timeout of its
   * socket.
   */
  @Test
  void aSlowReadOfARotationIsNotGivenUp() {
    store.execute(
        """
        ALTER TABLE grant_revocations RENAME TO real_grant_revocations;
        CREATE VIEW grant_revocations AS
          WITH slow AS MATERIALIZED (SELECT pg_sleep(5)) SELECT r.* FROM slow LEFT JOIN real_grant_revocations r ON true;
        GRANT SELECT ON grant_revocations TO cloud_aggregator_app
        """);
    try {
      assertThat(context.getBean(SealedSecrets.class).listKeys(Purpose.REVOCATION_TOKEN)).isEmpty();
    } finally {
      store.execute(
          """
          DROP VIEW grant_revocations;
          ALTER TABLE real_grant_revocations RENAME TO grant_revocations
          """);
    }
  }
}
