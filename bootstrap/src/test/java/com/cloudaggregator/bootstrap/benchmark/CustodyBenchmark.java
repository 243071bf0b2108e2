package com.cloudaggregator.bootstrap.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.keys.KeyReports;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.NodeRings;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.Reencrypt;
import com.cloudaggregator.application.keys.SealedSecrets;
import com.cloudaggregator.application.keys.SigningKeys;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.Samples;
import com.cloudaggregator.application.token.AccessTokenOutcome;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.application.token.VendAccessToken;
import com.cloudaggregator.application.token.VendingPolicy;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Measures custody: refreshes per expiry, access tokens per second and re-encrypted rows per
 * second, each next to a plain statement of the same run, so that results of different machines can
 * be compared. Writes {@code bootstrap/target/custody-benchmark.md}. Run it with
 *
 * <pre>
 * mvn -q verify -pl bootstrap -am -Dtest=none -Dit.test=CustodyBenchmark -Dbenchmark.rows=1000000 \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
class CustodyBenchmark {
  private static final int ROWS = Integer.getInteger("benchmark.rows", 1_000_000);

  /** The rows of the plain update: a tenth, in whole batches. */
  private static final int UPDATED = Math.max(500, ROWS / 10 / 500 * 500);

  private static final int NODES = 8;
  private static final int CALLERS = 1000;
  private static final int EXPIRIES = 5;
  private static final Duration MEASURED = Duration.ofSeconds(5);
  private static final String READ =
      "SELECT * FROM cloud_provider_accounts WHERE id = :id AND user_id = :owner";

  private final List<String> table =
      new ArrayList<>(List.of("| what | figure | beside it |", "| --- | --- | --- |"));

  @Test
  void measures() throws IOException, SQLException, InterruptedException {
    try (TestDatabase.Database database = TestDatabase.migratedDatabase()) {
      singleFlight(database);
      accessTokens(database);
      reencryption(database);
    } finally {
      Files.write(Path.of("target", "custody-benchmark.md"), table);
    }
  }

  private void row(String what, String figure, String beside) {
    table.add("| %s | %s | %s |".formatted(what, figure, beside));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static VendAccessToken vending(Node node, ScriptedProviders providers) {
    var tokens =
        new AccessTokens(
            node.the(Custody.class),
            providers,
            event -> {},
            time -> LockSupport.parkNanos(time.toNanos()),
            Clock.systemUTC(),
            VendingPolicy.of(Duration.ofMinutes(2)),
            Thread::startVirtualThread);
    return new VendAccessToken(
        tokens, user -> new RateLimitResult.Allowed(), node.the(ServiceCalls.class));
  }

  private static CloudAccount connect(Node node) {
    NewClaim sample = Samples.claim(Samples.newDrive(), Samples.alice());
    NewClaim lasting =
        new NewClaim(
            sample.account(),
            sample.claimant(),
            sample.label(),
            new Credentials(
                new Secret("access"),
                new Secret("refresh"),
                Instant.now().plus(Duration.ofHours(1)),
                Set.of()));
    return ((ClaimResult.Claimed) node.the(CloudAccounts.class).claim(lasting)).account();
  }

  private static void execute(TestDatabase.Database database, String sql) throws SQLException {
    try (Connection admin = database.adminConnection();
        Statement statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All callers on all nodes request an expired token at the same time. */
  private void singleFlight(TestDatabase.Database database)
      throws SQLException, InterruptedException {
    var providers = new ScriptedProviders();
    AtomicInteger given = new AtomicInteger();
    providers.answerRefresh(
        request -> {
          LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
          return new RefreshVerdict.Refreshed(
              new Credentials(
                  new Secret("fresh-" + given.incrementAndGet()),
                  new Secret("next"),
                  Instant.now().plusSeconds(3600),
                  Set.of()));
        });
    List<Node> nodes = IntStream.range(0, NODES).mapToObj(n -> Node.start(database, "k1")).toList();
    try {
      CloudAccount account = connect(nodes.getFirst());
      List<VendAccessToken> vending = nodes.stream().map(node -> vending(node, providers)).toList();
      long longest = 0;
      long refused = 0;
      long away = 0;
      for (int expiry = 1; expiry <= EXPIRIES; expiry++) {
        execute(
            database,
            "UPDATE cloud_provider_accounts SET access_token_expires_at = now() - interval '1 second'");
        Set<Secret> tokens = ConcurrentHashMap.newKeySet();
        AtomicLong slowest = new AtomicLong();
        AtomicInteger others = new AtomicInteger();
        AtomicInteger storeAway = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<Long>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
          for (VendAccessToken node : vending) {
            for (int caller = 0; caller < CALLERS; caller++) {
              asked.add(
                  threads.submit(
                      () -> {
                        begin.await();
                        long from = System.nanoTime();
                        try {
                          if (node.vend(account.id(), Samples.alice())
                              instanceof AccessTokenOutcome.Vended vended) {
                            tokens.add(vended.accessToken());
                          } else {
                            others.incrementAndGet();
                          }
                        } catch (StoreException e) {
                          storeAway.incrementAndGet();
                        }
                        return slowest.accumulateAndGet(System.nanoTime() - from, Math::max);
                      }));
            }
          }
          begin.countDown();
        }
        assertThat(asked).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ZERO));
        assertThat(providers.refreshes()).as("refreshes after %d expiries", expiry).hasSize(expiry);
        assertThat(tokens).containsExactly(new Secret("fresh-" + expiry));
        longest = Math.max(longest, slowest.get());
        refused += others.get();
        away += storeAway.get();
      }
      assertThat(Duration.ofNanos(longest))
          .as("the slowest caller")
          .isLessThan(Duration.ofSeconds(7));
      row(
          "refreshes at the provider for each expiry, %d nodes × %,d callers, %d expiries"
              .formatted(NODES, CALLERS, EXPIRIES),
          String.format(Locale.ROOT, "%.2f", providers.refreshes().size() / (double) EXPIRIES),
          "slowest caller %s ms, the provider taking 200 ms; of %,d callers %d were asked to come again, %d of them because"
                  .formatted(
                      number(longest / 1e6), NODES * CALLERS * EXPIRIES, refused + away, away)
              + " the store was out of reach");
    } finally {
      nodes.forEach(Node::close);
    }
  }

  private void accessTokens(TestDatabase.Database database) throws InterruptedException {
    try (Node node = Node.start(database, "k1")) {
      List<CloudAccount> accounts = IntStream.range(0, 1000).mapToObj(n -> connect(node)).toList();
      var providers = new ScriptedProviders();
      VendAccessToken vending = vending(node, providers);
      JdbcClient jdbc = node.the(JdbcClient.class);
      for (int threads : new int[] {1, 8}) {
        double[] rates = new double[2];
        for (int round = 0; round < 2; round++) { // The first run is a warm-up.
          rates[0] =
              perSecond(
                  threads,
                  n ->
                      assertThat(vending.vend(accounts.get(n % 1000).id(), Samples.alice()))
                          .isInstanceOf(AccessTokenOutcome.Vended.class));
          rates[1] =
              perSecond(
                  threads,
                  n ->
                      assertThat(
                              jdbc.sql(READ)
                                  .param("id", accounts.get(n % 1000).id().value())
                                  .param("owner", Samples.alice().value())
                                  .query((row, i) -> row.getBytes("access_token_sealed"))
                                  .optional())
                          .isPresent());
        }
        row(
            "access tokens in a second with nothing to refresh, %d thread%s"
                .formatted(threads, threads == 1 ? "" : "s"),
            number(rates[0]),
            String.format(
                Locale.ROOT,
                "plain SELECT of the row %s; ratio %.2f",
                number(rates[1]),
                rates[0] / rates[1]));
      }
      assertThat(providers.refreshes()).isEmpty();
    }
  }

  private interface Call {
    void of(int number);
  }

  private static double perSecond(int threads, Call call) throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    long from = System.nanoTime();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        work.add(
            () -> {
              while (System.nanoTime() - from < MEASURED.toNanos()) {
                call.of(done.incrementAndGet());
              }
              return over.get();
            });
      }
      for (var each : pool.invokeAll(work)) {
        assertThat(each).succeedsWithin(Duration.ofSeconds(1));
      }
    }
    return done.get() / ((System.nanoTime() - from) / 1e9);
  }

  /** During the re-encryption one thread connects accounts and another reads rotated ones. */
  private void reencryption(TestDatabase.Database database)
      throws SQLException, InterruptedException {
    try (Node node = Node.start(database, "k1")) {
      fill(database, node.the(Vault.class));
    }
    try (Node node = Node.start(database, "k2", "k1")) {
      var reencrypt =
          new Reencrypt(
              node.the(SealedSecrets.class),
              node.the(Vault.class),
              node.the(KeyRings.class),
              node.the(NodeRings.class),
              node.the(KeyReports.class));
      var keys =
          new ReadKeys(
              node.the(KeyRings.class),
              node.the(SealedSecrets.class),
              node.the(SigningKeys.class),
              node.the(NodeRings.class),
              node.the(KeyReports.class),
              Clock.systemUTC(),
              Duration.ofMinutes(10));
      long secretsBefore = keys.read().countPendingSecrets();
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger connected = new AtomicInteger();
      AtomicInteger reads = new AtomicInteger();
      Set<String> failures = ConcurrentHashMap.newKeySet();
      double seconds;
      double plain;
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        var connecting =
            threads.submit(
                () -> {
                  while (!over.get()) {
                    connect(node);
                    connected.incrementAndGet();
                  }
                });
        var reading =
            threads.submit(
                () -> {
                  for (int n = ROWS - 1; !over.get(); n = UPDATED + (n + 7919) % (ROWS - UPDATED)) {
                    var held = node.the(Custody.class).read(new AccountId(id(n)), owner(n));
                    if (held.isEmpty() || held.get().credentials().isEmpty()) {
                      failures.add("row " + n);
                    }
                    reads.incrementAndGet();
                  }
                });
        long from = System.nanoTime();
        Reencrypt.ReencryptedSecrets moved = reencrypt.run(() -> true);
        seconds = (System.nanoTime() - from) / 1e9;
        long again = System.nanoTime();
        while (reencrypt.run(() -> true).moved() > 0) {
          again = System.nanoTime();
        }
        row(
            "a look for what is left, right after it",
            number((System.nanoTime() - again) / 1e6) + " ms",
            "");
        long counting = System.nanoTime();
        ReadKeys.KeyOverview standing = keys.read();
        row(
            "GET /ops/keys: counting %,d secrets".formatted(standing.vault().getFirst().total()),
            number((System.nanoTime() - counting) / 1e6) + " ms",
            standing.vault().getFirst().countComplete()
                ? "all counted"
                : "cut off; at least this many");
        assertThat(standing.countPendingSecrets()).isZero();
        plain = plainUpdate(database);
        over.set(true);
        assertThat(connecting).succeedsWithin(Duration.ofSeconds(5));
        assertThat(reading).succeedsWithin(Duration.ofSeconds(5));
        assertThat(moved.unreadable()).isZero();
        assertThat(moved.moved() + moved.overtaken()).isGreaterThan(secretsBefore - 100);
      }
      assertThat(failures).isEmpty();
      row(
          "rows re-encrypted in a second, of %,d rows with two secrets of 300 bytes each"
              .formatted(ROWS),
          number(ROWS / seconds),
          String.format(
              Locale.ROOT,
              "%,.0f s in all; UPDATE in SQL of the same columns, in batches of the same size, %s; ratio %.2f;"
                  + " beside both one thread that connects (%,d) and one that reads (%,d), and none failed",
              seconds,
              number(plain),
              ROWS / seconds / plain,
              connected.get(),
              reads.get()));
    }
  }

  private static UUID id(int n) {
    return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | n);
  }

  private static UserId owner(int n) {
    return new UserId("user-" + n % 1000);
  }

  private static void fill(TestDatabase.Database database, Vault vault) throws SQLException {
    try (Connection admin = database.adminConnection();
        PreparedStatement insert =
            admin.prepareStatement(
                """
            INSERT INTO cloud_provider_accounts (id, provider, provider_account_id, user_id, epoch, status, label,
              access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes)
            VALUES (?, 'onedrive', ?, ?, 1, 'connected', 'a@example.com', ?, now() + interval '1 hour', ?, 'Files.Read')
            """)) {
      admin.setAutoCommit(false);
      String token = "t".repeat(300);
      for (int n = 0; n < ROWS; n++) {
        ProviderAccountId account = ProviderAccountId.of("onedrive", "bench" + n);
        insert.setObject(1, id(n));
        insert.setString(2, account.subject());
        insert.setString(3, owner(n).value());
        insert.setBytes(
            4,
            vault
                .seal(
                    new Secret(token),
                    new Place(Purpose.ACCESS_TOKEN, id(n), account, owner(n), Epoch.FIRST))
                .bytes());
        insert.setBytes(
            5,
            vault
                .seal(
                    new Secret(token),
                    new Place(Purpose.REFRESH_TOKEN, id(n), account, owner(n), Epoch.FIRST))
                .bytes());
        insert.addBatch();
        if (n % 1000 == 999 || n == ROWS - 1) {
          insert.executeBatch();
          admin.commit();
        }
      }
    }
    execute(database, "VACUUM ANALYZE cloud_provider_accounts");
  }

  /**
   * Updates a tenth of the rows: both sealed values and their key ids change, as in a
   * re-encryption.
   */
  private static double plainUpdate(TestDatabase.Database database) throws SQLException {
    try (Connection admin = database.adminConnection();
        PreparedStatement update =
            admin.prepareStatement(
                """
            UPDATE cloud_provider_accounts SET
              access_token_sealed = CAST('v1.k3.' AS bytea) || substring(access_token_sealed FROM 7),
              refresh_token_sealed = CAST('v1.k3.' AS bytea) || substring(refresh_token_sealed FROM 7)
            WHERE id = ANY (?)
            """)) {
      long from = System.nanoTime();
      for (int n = 0; n < UPDATED; n += 500) {
        update.setArray(
            1,
            admin.createArrayOf(
                "uuid", IntStream.range(n, n + 500).mapToObj(CustodyBenchmark::id).toArray()));
        update.executeUpdate();
      }
      return UPDATED / ((System.nanoTime() - from) / 1e9);
    }
  }
}
