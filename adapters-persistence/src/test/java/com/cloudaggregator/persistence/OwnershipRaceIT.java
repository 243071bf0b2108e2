package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.claimWithoutRefreshToken;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.persistence.account.SealedCredentials;
import com.cloudaggregator.persistence.account.SealingContext;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Concurrent claims and releases. Each interleaving is forced. */
class OwnershipRaceIT {
  private static final int CLAIMANTS = 8;

  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  static CloudAccount claimed(NewClaim claim) {
    return ((ClaimResult.Claimed) store.accounts().claim(claim)).account();
  }

  @Nested
  class WhileAnotherSessionHoldsTheUncommittedRow {
    private final ProviderAccountId drive = drive();

    @Test
    void waitsAndIsADuplicateAfterTheCommit() throws SQLException {
      ClaimResult answer = claimAgainstUncommittedRow(Connection::commit);

      assertThat(answer)
          .isEqualTo(
              new ClaimResult.Duplicate(
                  new DuplicateAccount(drive, "uniq_cloud_provider_accounts_global")));
      assertThat(store.accounts().find(drive)).map(CloudAccount::ownerOrNull).contains(alice());
    }

    @Test
    void waitsAndIsTheOwnerAfterTheRollback() throws SQLException {
      assertThat(claimAgainstUncommittedRow(Connection::rollback))
          .isInstanceOf(ClaimResult.Claimed.class);
      assertThat(store.accounts().find(drive)).map(CloudAccount::ownerOrNull).contains(bob());
    }

    private ClaimResult claimAgainstUncommittedRow(End end) throws SQLException {
      try (Connection other = store.database().appConnection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute(
            """
            INSERT INTO cloud_provider_accounts
              (id, provider, provider_account_id, user_id, epoch, status, label, access_token_sealed, scopes)
            VALUES (gen_random_uuid(), '%s', '%s', 'alice', 1, 'connected', '', 'v1.k1.x', '')
            """
                .formatted(drive.provider(), drive.subject()));
        CompletableFuture<ClaimResult> answer =
            CompletableFuture.supplyAsync(() -> store.accounts().claim(claim(drive, bob())));
        awaitOneWaitingForAnotherTransaction();
        assertThat(answer).isNotDone();
        end.of(other);
        return answer.orTimeout(5, TimeUnit.SECONDS).join();
      }
    }
  }

  interface End {
    void of(Connection transaction) throws SQLException;
  }

  static void awaitOneWaitingForAnotherTransaction() {
    awaitWaiting("wait_event_type = 'Lock' AND wait_event = 'transactionid'", 1);
  }

  private static void awaitWaiting(String condition, int sessions) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                store.count(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                            + condition)
                    == sessions);
  }

  static <T> List<T> allAtOnce(List<Callable<T>> calls) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      var answers = new ArrayList<T>();
      for (Future<T> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  @Nested
  class WhenManyClaimAtOnce {
    @Test
    void makesExactlyOneClaimantTheOwnerWithOneHistoryRowAndOneEvent() throws Exception {
      ProviderAccountId drive = drive();
      List<Callable<ClaimResult>> claims =
          IntStream.range(0, CLAIMANTS)
              .<Callable<ClaimResult>>mapToObj(
                  i -> () -> store.accounts().claim(claim(drive, new UserId("user" + i))))
              .toList();

      List<ClaimResult> answers = allAtOnce(claims);

      assertThat(answers).filteredOn(ClaimResult.Claimed.class::isInstance).hasSize(1);
      CloudAccount owned = store.accounts().find(drive).orElseThrow();
      assertThat(answers).contains(new ClaimResult.Claimed(owned));
      assertThat(
              store.count(
                  "SELECT count(*) FROM account_ownership_history WHERE account_id = '%s'"
                      .formatted(owned.id())))
          .isOne();
      assertThat(
              store.text(
                  "SELECT payload - 'timestamp' FROM outbox WHERE account_id = '%s'"
                      .formatted(owned.id())))
          .contains("\"type\": \"account.connected\"")
          .contains("\"user_id\": \"%s\"".formatted(owned.ownerOrNull()))
          .contains("\"epoch\": 1")
          .contains("\"provider\": \"onedrive\"");
    }

    @Test
    void letsExactlyOneClaimantAdoptAReleasedAccount() throws Exception {
      ProviderAccountId drive = drive();
      CloudAccount account = claimed(claim(drive, alice()));
      CloudAccount released =
          ((ReleaseResult.ReleasedNow) store.accounts().release(account.id(), alice())).account();

      List<AdoptResult> answers =
          allAtOnce(
              IntStream.range(0, CLAIMANTS)
                  .<Callable<AdoptResult>>mapToObj(
                      i ->
                          () ->
                              store
                                  .accounts()
                                  .adopt(claim(drive, new UserId("user" + i)), released.epoch()))
                  .toList());

      assertThat(answers).filteredOn(AdoptResult.Adopted.class::isInstance).hasSize(1);
      CloudAccount adopted = store.accounts().find(drive).orElseThrow();
      assertThat(adopted.epoch().value()).isEqualTo(3);
      assertThat(answers).contains(new AdoptResult.Adopted(adopted));
      assertThat(
              store.text(
                  "SELECT string_agg(epoch || ' ' || cause, ', ' ORDER BY epoch)"
                      + " FROM account_ownership_history WHERE account_id = '%s'"
                          .formatted(account.id())))
          .isEqualTo("1 connected, 2 released, 3 adopted");
    }
  }

  @Nested
  class WhenTheOwnerSignsInAgain {
    @Test
    void keepsTheRefreshTokenThatTheNewGrantLacks() {
      ProviderAccountId drive = drive();
      CloudAccount account = claimed(claim(drive, alice()));
      String before = refreshToken(account);

      RenewResult renewed = store.accounts().renew(claimWithoutRefreshToken(drive, alice()), true);

      assertThat(renewed).isInstanceOf(RenewResult.Renewed.class);
      assertThat(refreshToken(account)).isEqualTo(before);
      assertThat(store.accounts().find(drive)).contains(((RenewResult.Renewed) renewed).account());
    }

    @Test
    void requiresARefreshTokenWhenNoneIsStored() {
      ProviderAccountId drive = drive();
      claimed(claimWithoutRefreshToken(drive, alice()));

      assertThat(store.accounts().renew(claimWithoutRefreshToken(drive, alice()), true))
          .isEqualTo(new RenewResult.RefreshTokenMissing());
    }

    /**
     * The renewal has read a connected row with a refresh token; another node marks it before the
     * UPDATE.
     */
    @Test
    void requiresARefreshTokenWhenTheStoredOneFailsMeanwhile() throws SQLException {
      ProviderAccountId drive = drive();
      CloudAccount account = claimed(claim(drive, alice()));
      try (Connection other = store.database().appConnection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute(
            "UPDATE cloud_provider_accounts SET status = 'needs_reconnect', reason = 'invalid_grant'"
                + " WHERE id = '%s'".formatted(account.id()));
        CompletableFuture<RenewResult> answer =
            CompletableFuture.supplyAsync(
                () -> store.accounts().renew(claimWithoutRefreshToken(drive, alice()), true));
        awaitOneWaitingForAnotherTransaction();
        other.commit();

        assertThat(answer.orTimeout(5, TimeUnit.SECONDS).join())
            .isEqualTo(new RenewResult.RefreshTokenMissing());
      }
      assertThat(store.accounts().find(drive).orElseThrow().status())
          .isEqualTo(AccountStatus.NEEDS_RECONNECT);
    }

    /** All have started, and so have their snapshots, before the first one gets the row. */
    @Test
    void numbersTheEventsOfRenewalsThatWaitForEachOther() throws SQLException {
      ProviderAccountId drive = drive();
      CloudAccount account = claimed(claim(drive, alice()));
      try (Connection other = store.database().appConnection();
          Statement statement = other.createStatement();
          ExecutorService threads = Executors.newFixedThreadPool(4)) {
        other.setAutoCommit(false);
        statement.execute(
            "SELECT FROM cloud_provider_accounts WHERE id = '%s' FOR UPDATE"
                .formatted(account.id()));
        List<CompletableFuture<RenewResult>> renewals =
            Stream.generate(
                    () ->
                        CompletableFuture.supplyAsync(
                            () -> store.accounts().renew(claim(drive, alice()), true), threads))
                .limit(4)
                .toList();
        awaitWaiting("wait_event_type = 'Lock'", 4);
        other.commit();

        assertThat(renewals)
            .allSatisfy(
                renewal ->
                    assertThat(renewal.orTimeout(5, TimeUnit.SECONDS).join())
                        .isInstanceOf(RenewResult.Renewed.class));
      }
      assertThat(
              store.text(
                  "SELECT string_agg(turn::text, ',' ORDER BY turn) FROM account_access_events"
                      + " WHERE account_id = '%s'".formatted(account.id())))
          .isEqualTo("1,2,3,4");
    }

    private String refreshToken(CloudAccount account) {
      return store.text(
          "SELECT encode(refresh_token_sealed, 'hex') || refresh_token_version"
              + " FROM cloud_provider_accounts WHERE id = '%s'".formatted(account.id()));
    }
  }

  @Test
  void storesNoCredentialInPlainText() {
    claimed(claim(drive(), alice()));

    assertThat(
            store.count(
                "SELECT count(*) FROM cloud_provider_accounts"
                    + " WHERE encode(access_token_sealed, 'escape') || encode(refresh_token_sealed, 'escape') LIKE '%-of-alice%'"))
        .isZero();
  }

  @Test
  void opensCredentialsOnlyForTheirRowOwnerAndEpoch() {
    ProviderAccountId drive = drive();
    CloudAccount account = claimed(claim(drive, alice()));
    SealedCredentials stored = sealed(store, account);

    assertThat(stored.open(store.secrets(), context(account, alice(), 1)))
        .isEqualTo(Optional.of(claim(drive, alice()).credentials()));
    assertThat(stored.open(store.secrets(), context(account, bob(), 1))).isEmpty();
    assertThat(stored.open(store.secrets(), context(account, alice(), 2))).isEmpty();
  }

  static SealedCredentials sealed(TestStore store, CloudAccount account) {
    return store
        .bean(EntityManagerFactory.class)
        .callInTransaction(
            entities ->
                entities
                    .createQuery(
                        "select a.credentials from CloudAccountEntity a where a.id = :id",
                        SealedCredentials.class)
                    .setParameter("id", account.id().value())
                    .getSingleResult());
  }

  static SealingContext context(CloudAccount account, UserId owner, long epoch) {
    return SealingContext.of(
        account.id().value(), account.providerAccount(), owner, new Epoch(epoch));
  }
}
