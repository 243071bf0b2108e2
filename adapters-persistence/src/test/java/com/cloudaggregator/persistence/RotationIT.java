package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.keys.KeyReports;
import com.cloudaggregator.application.keys.KeyStatus.Removability;
import com.cloudaggregator.application.keys.NodeRings;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.Reencrypt;
import com.cloudaggregator.application.keys.RingVault;
import com.cloudaggregator.application.keys.SealedSecrets;
import com.cloudaggregator.application.keys.SealedSecretsContract;
import com.cloudaggregator.application.keys.SigningKeys;
import com.cloudaggregator.application.keys.Tally;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.application.token.Custody.Lease;
import com.cloudaggregator.application.token.Custody.StoreResult;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rotation of a vault key on PostgreSQL while the program is in use. */
class RotationIT {
  private static final RingVault VAULT = new RingVault("k1");
  private static final String UNDER =
      """
      SELECT (SELECT count(*) FROM cloud_provider_accounts
          WHERE access_token_key_id = '%1$s' OR refresh_token_key_id = '%1$s')
        + (SELECT count(*) FROM ownership_transfer_requests
          WHERE access_token_key_id = '%1$s' OR refresh_token_key_id = '%1$s')
        + (SELECT count(*) FROM grant_revocations WHERE token_key_id = '%1$s')
      """;

  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.open(VAULT);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void deleteAllRows() {
    store.execute(
        "SET session_replication_role = replica; TRUNCATE cloud_provider_accounts,"
            + " account_ownership_history, ownership_transfer_requests, cloud_transfer_events, outbox, grant_revocations,"
            + " vault_key_reports, vault_key_waits");
    VAULT.turn("k1");
  }

  private static SealedSecrets secrets() {
    return store.bean(SealedSecrets.class);
  }

  private static KeyReports reports() {
    return store.bean(KeyReports.class);
  }

  private static Reencrypt reencrypt(SealedSecrets secrets) {
    return new Reencrypt(secrets, VAULT, VAULT, store.bean(NodeRings.class), reports());
  }

  private static VerifyKeys verify() {
    return new VerifyKeys(secrets(), VAULT, VAULT, store.bean(NodeRings.class), reports());
  }

  private static Reencrypt.ReencryptedSecrets reencrypt() {
    return reencrypt(secrets()).run(() -> true);
  }

  private static ReadKeys.KeyOverview standing() {
    return new ReadKeys(
            VAULT,
            secrets(),
            store.bean(SigningKeys.class),
            store.bean(NodeRings.class),
            reports(),
            Clock.systemUTC(),
            Duration.ofMinutes(10))
        .read();
  }

  private static long under(String key) {
    return store.count(UNDER.formatted(key));
  }

  private static CloudAccount connect(ProviderAccountId drive) {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
  }

  private static CredentialState held(CloudAccount account, UserId owner) {
    return store.bean(Custody.class).read(account.id(), owner).orElseThrow();
  }

  private static TransferGrant offer(CloudAccount account) {
    return ((OfferResult.Offered)
            store
                .requests()
                .offer(
                    claim(account.providerAccount(), bob()),
                    new OwnedByAnother(account, alice()),
                    Duration.ofMinutes(10),
                    1000))
        .grant();
  }

  private static ReleaseResult release(CloudAccount account) {
    return store
        .accounts()
        .release(
            account.id(),
            alice(),
            new RevocationTerms(Set.of(new Provider("onedrive")), Duration.ofHours(1)));
  }

  @Test
  void reencryptsEverySecretAndEachStillOpensInItsPlace() {
    CloudAccount connected = connect(drive());
    TransferGrant parked = offer(connected);
    release(connect(drive()));
    assertThat(under("k1")).isEqualTo(3);
    VAULT.turn("k2", "k1");

    assertThat(reencrypt()).isEqualTo(new Reencrypt.ReencryptedSecrets(5, 0, 0));

    assertThat(under("k1")).isZero();
    assertThat(standing().vault())
        .extracting(key -> key.id() + " " + key.removability())
        .containsExactly("k2 ACTIVE", "k1 REMOVABLE");
    VAULT.turn("k2");
    assertThat(held(connected, alice()).credentials())
        .contains(claim(drive(), alice()).credentials());
    assertThat(store.requests().transfer(parked.id(), bob(), new TransferLimits(Duration.ZERO, 3)))
        .isInstanceOf(TransferResult.Moved.class);
    assertThat(held(connected, bob()).credentials()).contains(claim(drive(), bob()).credentials());
    assertThat(verify().runIfDue(() -> true)).contains(new Tally(3, 0));
  }

  @Test
  void resumesAfterAnInterruptionAndReportsItsProgress() {
    IntStream.range(0, 1200).forEach(n -> connect(drive()));
    VAULT.turn("k2", "k1");
    AtomicInteger batches = new AtomicInteger();
    assertThat(reencrypt(secrets()).run(() -> batches.getAndIncrement() < 1).moved())
        .isEqualTo(200);
    assertThat(standing().countPendingSecrets()).isEqualTo(2200);
    assertThat(standing().reencryption().orElseThrow().ended()).isFalse();
    assertThat(standing().vault().getLast().removability()).isEqualTo(Removability.STILL_SEALS);

    // Another node: the server ends the session of its first write before the commit.
    SealedSecrets dying =
        new Interposed(
            secrets(),
            resealed ->
                store.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'cloud_aggregator_app'"
                        + " AND datname = current_database()"));
    assertThatThrownBy(() -> reencrypt(dying).run(() -> true)).isInstanceOf(StoreException.class);
    assertThat(standing().countPendingSecrets()).isEqualTo(2200);
    reencrypt();

    assertThat(standing().countPendingSecrets()).isZero();
    assertThat(standing().reencryption().orElseThrow().ended()).isTrue();
    assertThat(under("k2")).isEqualTo(1200);
  }

  @Test
  void skipsARowThatIsBeingChanged() throws SQLException {
    CloudAccount held = connect(drive());
    CloudAccount free = connect(drive());
    VAULT.turn("k2", "k1");
    try (Connection other = store.database().appConnection();
        Statement change = other.createStatement()) {
      other.setAutoCommit(false);
      change.execute(
          "UPDATE cloud_provider_accounts SET label = 'changed' WHERE id = '" + held.id() + "'");

      assertThat(reencrypt()).isEqualTo(new Reencrypt.ReencryptedSecrets(2, 0, 2));

      other.commit();
    }
    assertThat(under("k2")).isOne();
    assertThat(reencrypt()).isEqualTo(new Reencrypt.ReencryptedSecrets(2, 0, 0));
    assertThat(
            store.text("SELECT label FROM cloud_provider_accounts WHERE id = '" + held.id() + "'"))
        .isEqualTo("changed");
    assertThat(held(free, alice()).credentials()).isPresent();
  }

  @Test
  void neverRestoresCredentialsAfterATransferADisconnectionOrARefresh() {
    CloudAccount moved = connect(drive());
    CloudAccount released = connect(drive());
    CloudAccount refreshed = connect(drive());
    TransferGrant parked = offer(moved);
    VAULT.turn("k2", "k1");
    AtomicBoolean once = new AtomicBoolean();
    SealedSecrets late =
        new Interposed(
            secrets(),
            resealed -> {
              if (once.compareAndSet(false, true)) {
                assertThat(
                        store
                            .requests()
                            .transfer(parked.id(), bob(), new TransferLimits(Duration.ZERO, 3)))
                    .isInstanceOf(TransferResult.Moved.class);
                release(released);
                Custody custody = store.bean(Custody.class);
                Lease lease =
                    custody.lease(held(refreshed, alice()), Duration.ofMinutes(1)).orElseThrow();
                assertThat(
                        custody.store(
                            lease,
                            new Credentials(
                                new Secret("fresh"), new Secret("rotated"), null, Set.of())))
                    .isEqualTo(StoreResult.STORED);
              }
            });

    reencrypt(late).run(() -> true);

    assertThat(held(moved, bob()).credentials()).contains(claim(drive(), bob()).credentials());
    assertThat(store.bean(Custody.class).read(moved.id(), alice())).isEmpty();
    assertThat(
            store.count(
                "SELECT count(*) FROM cloud_provider_accounts WHERE status = 'released'"
                    + " AND num_nonnulls(access_token_sealed, refresh_token_sealed) = 0"))
        .isOne();
    assertThat(held(refreshed, alice()).credentials().orElseThrow().refreshToken())
        .contains(new Secret("rotated"));
    reencrypt();
    assertThat(under("k1")).isZero();
  }

  /** A refresh that began before the re-encryption stores its result. */
  @Test
  void doesNotDisturbARefresh() {
    CloudAccount account = connect(drive());
    Custody custody = store.bean(Custody.class);
    Lease lease = custody.lease(held(account, alice()), Duration.ofMinutes(1)).orElseThrow();
    VAULT.turn("k2", "k1");
    reencrypt();

    assertThat(custody.store(lease, new Credentials(new Secret("fresh"), null, null, Set.of())))
        .isEqualTo(StoreResult.STORED);

    VAULT.turn("k2");
    assertThat(held(account, alice()).credentials().orElseThrow().refreshToken())
        .contains(new Secret("refresh-of-alice"));
  }

  @Test
  void skipsAndCountsSecretsThatDoNotOpen() {
    CloudAccount tampered = connect(drive());
    connect(drive());
    store.execute(
        "UPDATE cloud_provider_accounts SET access_token_sealed = access_token_sealed || '9999'"
            + " WHERE id = '"
            + tampered.id()
            + "'");
    VAULT.turn("k2", "k1");

    assertThat(reencrypt()).isEqualTo(new Reencrypt.ReencryptedSecrets(3, 1, 0));
    assertThat(reencrypt()).isEqualTo(new Reencrypt.ReencryptedSecrets(0, 1, 0));

    assertThat(under("k1")).isOne();
    assertThat(verify().runIfDue(() -> true)).contains(new Tally(3, 1));
    assertThat(standing().vault().getLast())
        .satisfies(
            key -> {
              assertThat(key.removability()).isEqualTo(Removability.SEALS_UNREADABLE);
              assertThat(key.unreadable()).isOne();
            });
    assertThat(standing().reencryption().orElseThrow().byKey().get("k1"))
        .isEqualTo(new Tally(3, 1));
  }

  @Test
  void reportsAMissingKeyThatIsNeeded() {
    connect(drive());
    VAULT.turn("k2");

    assertThat(reencrypt()).isEqualTo(new Reencrypt.ReencryptedSecrets(0, 0, 0));
    assertThat(standing().vault().getLast())
        .satisfies(
            key -> {
              assertThat(key.id() + " " + key.removability()).isEqualTo("k1 MISSING");
              assertThat(key.unreadable()).isEqualTo(2);
            });
  }

  /** Rotation, refreshes and reads at the same time. The test fails if a read fails. */
  @Test
  void everyReadSucceedsDuringARotation() throws InterruptedException, ExecutionException {
    List<CloudAccount> kept = IntStream.range(0, 300).mapToObj(n -> connect(drive())).toList();
    List<CloudAccount> moving = IntStream.range(0, 60).mapToObj(n -> connect(drive())).toList();
    List<TransferGrant> grants = moving.stream().map(RotationIT::offer).toList();
    List<CloudAccount> leaving = IntStream.range(0, 60).mapToObj(n -> connect(drive())).toList();
    AtomicInteger reads = new AtomicInteger();
    AtomicBoolean rotated = new AtomicBoolean();
    VAULT.turn("k2", "k1");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> work = new ArrayList<>();
      work.add(
          threads.submit(
              () -> {
                for (int i = 0; !rotated.get() || i < kept.size(); i++) {
                  assertThat(held(kept.get(i % kept.size()), alice()).credentials()).isPresent();
                  reads.incrementAndGet();
                }
              }));
      work.add(threads.submit(() -> IntStream.range(0, 200).forEach(n -> connect(drive()))));
      work.add(
          threads.submit(
              () ->
                  grants.forEach(
                      grant ->
                          assertThat(
                                  store
                                      .requests()
                                      .transfer(
                                          grant.id(), bob(), new TransferLimits(Duration.ZERO, 3)))
                              .isInstanceOf(TransferResult.Moved.class))));
      work.add(
          threads.submit(
              () ->
                  leaving.forEach(
                      account ->
                          assertThat(release(account))
                              .isInstanceOf(ReleaseResult.ReleasedNow.class))));
      work.add(
          threads.submit(
              () ->
                  kept.subList(0, 100)
                      .forEach(
                          account -> {
                            Custody custody = store.bean(Custody.class);
                            Lease lease =
                                custody
                                    .lease(held(account, alice()), Duration.ofMinutes(1))
                                    .orElseThrow();
                            assertThat(
                                    custody.store(
                                        lease,
                                        claim(account.providerAccount(), alice()).credentials()))
                                .isEqualTo(StoreResult.STORED);
                          })));
      work.add(
          threads.submit(
              () ->
                  kept.subList(100, 200)
                      .forEach(
                          account -> {
                            NewClaim again =
                                Claims.claimWithoutRefreshToken(account.providerAccount(), alice());
                            assertThat(store.accounts().renew(again, true))
                                .isInstanceOf(RenewResult.Renewed.class);
                          })));
      while (under("k1") > 0) {
        reencrypt();
      }
      rotated.set(true);
      for (Future<?> each : work) {
        each.get();
      }
    }
    reencrypt();

    assertThat(under("k1")).isZero();
    assertThat(reads).hasValueGreaterThan(299);
    VAULT.turn("k2");
    assertThat(verify().runIfDue(() -> true).orElseThrow().bad()).isZero();
    assertThat(moving)
        .allSatisfy(
            account ->
                assertThat(held(account, bob()).credentials())
                    .contains(claim(drive(), bob()).credentials()));
  }

  @Test
  void findsSigningKeysAndTheirLastExpiry() {
    TransferGrant grant = offer(connect(drive()));
    SigningKeys signing = store.bean(SigningKeys.class);

    assertThat(signing.listKeys()).containsExactly(TestStore.SIGNING_KEY);
    assertThat(signing.findLastExpiry(TestStore.SIGNING_KEY)).contains(grant.expiresAt());
    assertThat(signing.findLastExpiry("t0")).isEmpty();
    store.execute("UPDATE ownership_transfer_requests SET token_key_id = NULL");
    assertThat(signing.findLastExpiry("t0"))
        .as("an older token, of any key")
        .contains(grant.expiresAt());
  }

  @Test
  void countsAndPagesByIndex() throws SQLException {
    connect(drive());
    try (Connection admin = store.database().adminConnection();
        Statement statement = admin.createStatement()) {
      // With few rows a sort is cheaper; the index has to provide the order and all columns.
      statement.execute(
          "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off");
      try (ResultSet plan =
          statement.executeQuery(
              "EXPLAIN (FORMAT JSON) SELECT id FROM cloud_provider_accounts"
                  + " WHERE (refresh_token_key_id, id) > ('k1', '00000000-0000-0000-0000-000000000000')"
                  + " AND refresh_token_key_id <= 'k1' ORDER BY refresh_token_key_id, id LIMIT 500")) {
        assertThat(plan.next()).isTrue();
        assertThat(plan.getString(1))
            .contains("cloud_provider_accounts_refresh_token_key_id_idx", "Index Only Scan")
            .doesNotContain("Sort");
      }
    }
  }

  @Nested
  class OfTheSecrets extends SealedSecretsContract {
    @Override
    protected SealedSecrets secrets() {
      return RotationIT.secrets();
    }

    @Override
    protected RingVault vault() {
      return VAULT;
    }

    @Override
    protected UUID connect() {
      return RotationIT.connect(drive()).id().value();
    }

    @Override
    protected void reconnect(UUID account) {
      String subject =
          store.text(
              "SELECT provider_account_id FROM cloud_provider_accounts WHERE id = '"
                  + account
                  + "'");
      assertThat(
              store
                  .accounts()
                  .renew(claim(ProviderAccountId.of("onedrive", subject), alice()), true))
          .isInstanceOf(RenewResult.Renewed.class);
    }
  }

  /** Runs code between read and write. */
  private record Interposed(SealedSecrets secrets, Consumer<List<Resealed>> before)
      implements SealedSecrets {
    @Override
    public Set<String> listKeys(Purpose purpose) {
      return secrets.listKeys(purpose);
    }

    @Override
    public PartialCount count(Purpose purpose, String key, @Nullable UUID after, int limit) {
      return secrets.count(purpose, key, after, limit);
    }

    @Override
    public List<SealedRow> listRows(Purpose purpose, String key, @Nullable UUID after, int limit) {
      return secrets.listRows(purpose, key, after, limit);
    }

    @Override
    public Set<UUID> replace(List<Resealed> resealed) {
      before.accept(resealed);
      return secrets.replace(resealed);
    }
  }
}
