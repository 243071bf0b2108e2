package com.cloudaggregator.persistence;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.token.AccessTokenOutcome;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderUnavailable;
import com.cloudaggregator.application.token.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.application.token.VendAccessToken;
import com.cloudaggregator.application.token.VendingPolicy;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.TestDatabase.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Access tokens for many callers on few connections: no connection is held during a provider call,
 * and each caller gets an answer in time.
 */
@Order(2)
@Timeout(120)
class FewConnectionsIT {
  private static final int CALLERS = 1000;

  /** From the contract. */
  private static final Duration ANSWERED = Duration.ofSeconds(7);

  private final Database database = TestDatabase.migratedDatabase();
  private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();
  private final ScriptedProviders providers = new ScriptedProviders();
  private final CountDownLatch providerAnswers = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    providerAnswers.countDown();
    threads.close();
    nodes.forEach(ConfigurableApplicationContext::close);
    database.close();
  }

  private ConfigurableApplicationContext node(int connections) {
    ConfigurableApplicationContext node =
        TestStore.start(
            database,
            TestVault.usual(),
            Map.of(
                "spring.datasource.hikari.maximum-pool-size",
                String.valueOf(connections),
                "spring.datasource.hikari.connection-timeout",
                "2000"));
    nodes.add(node);
    return node;
  }

  private VendAccessToken vending(ConfigurableApplicationContext node) {
    AccessTokens tokens =
        new AccessTokens(
            node.getBean(Custody.class),
            providers,
            event -> {},
            time -> LockSupport.parkNanos(time.toNanos()),
            Clock.systemUTC(),
            VendingPolicy.of(Duration.ofMinutes(2)),
            threads);
    return new VendAccessToken(
        tokens, user -> new RateLimitResult.Allowed(), node.getBean(ServiceCalls.class));
  }

  private static CloudAccounts accounts(ConfigurableApplicationContext node) {
    return node.getBean(CloudAccounts.class);
  }

  /** An account with an expired token; the provider answers when the test lets it. */
  private AccountId ended(ConfigurableApplicationContext node) throws SQLException {
    AccountId id =
        ((ClaimResult.Claimed) accounts(node).claim(claim(newDrive(), alice()))).account().id();
    try (Connection admin = database.adminConnection();
        Statement statement = admin.createStatement()) {
      statement.execute(
          "UPDATE cloud_provider_accounts SET access_token_expires_at = now() - interval '1 second'");
    }
    providers.answerRefresh(
        request -> {
          try {
            providerAnswers.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new RefreshVerdict.Refreshed(
              new Credentials(
                  new Secret("fresh"),
                  new Secret("next"),
                  Instant.now().plusSeconds(3600),
                  Set.of()));
        });
    return id;
  }

  private static Secret token(AccessTokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(Vended.class);
    return ((Vended) outcome).accessToken();
  }

  @Test
  void holdsNoConnectionWhileTheProviderIsCalled() throws Exception {
    ConfigurableApplicationContext node = node(1);
    AccountId id = ended(node);
    Future<AccessTokenOutcome> caller = threads.submit(() -> vending(node).vend(id, alice()));
    await().until(() -> providers.refreshes().size() == 1);

    // If the only connection of the pool were held, this would time out.
    assertThat(accounts(node).findOwned(id, alice())).isPresent();

    assertThat(caller).isNotDone();
    providerAnswers.countDown();
    assertThat(token(caller.get())).isEqualTo(new Secret("fresh"));
  }

  /** The answer to a caller, and how long it took. */
  private record Answered(AccessTokenOutcome outcome, Duration after) {}

  private List<Future<Answered>> callers(VendAccessToken vending, AccountId id) {
    List<Future<Answered>> callers = new ArrayList<>();
    for (int n = 0; n < CALLERS; n++) {
      callers.add(
          threads.submit(
              () -> {
                long from = System.nanoTime();
                AccessTokenOutcome outcome;
                try {
                  outcome = vending.vend(id, alice());
                } catch (StoreException e) {
                  outcome = new ProviderUnavailable(Duration.ofSeconds(1)); // as the web answers it
                }
                return new Answered(outcome, Duration.ofNanos(System.nanoTime() - from));
              }));
    }
    return callers;
  }

  @Test
  void servesAThousandCallersOnEachOfTwoNodesWithOneRefresh() throws Exception {
    ConfigurableApplicationContext one = node(2);
    ConfigurableApplicationContext other = node(2);
    AccountId id = ended(one);
    List<Future<Answered>> callers = callers(vending(one), id);
    callers.addAll(callers(vending(other), id));
    await().until(() -> providers.refreshes().size() == 1);
    providerAnswers.countDown();

    for (Future<Answered> caller : callers) {
      assertThat(token(caller.get().outcome())).isEqualTo(new Secret("fresh"));
      assertThat(caller.get().after()).isLessThan(ANSWERED);
    }
    assertThat(providers.refreshes()).hasSize(1);
  }

  @Test
  void answersInTimeWhenTheProviderDoesNot() throws Exception {
    ConfigurableApplicationContext node = node(2);

    for (Future<Answered> caller : callers(vending(node), ended(node))) {
      assertThat(caller.get().outcome()).isInstanceOf(ProviderUnavailable.class);
      assertThat(caller.get().after()).isLessThan(ANSWERED);
    }
  }

  @Test
  void answersInTimeWithoutAnyConnection() throws Exception {
    ConfigurableApplicationContext node = node(1);
    AccountId id = ended(node);
    VendAccessToken vending = vending(node);
    try (Connection taken = node.getBean(DataSource.class).getConnection()) {
      assertThat(taken.isValid(1)).isTrue();
      for (Future<Answered> caller : callers(vending, id)) {
        assertThat(caller.get().outcome()).isInstanceOf(ProviderUnavailable.class);
        assertThat(caller.get().after()).isLessThan(ANSWERED);
      }
    }
    providerAnswers.countDown();
    assertThat(token(vending.vend(id, alice()))).isEqualTo(new Secret("fresh"));
  }
}
