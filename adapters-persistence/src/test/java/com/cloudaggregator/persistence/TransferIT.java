package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.carol;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.persistence.account.SealedCredentials;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The transfer: one transaction, once, from the expected owner at the expected epoch. */
class TransferIT {
  private static final TransferLimits FREELY = new TransferLimits(Duration.ZERO, 1000);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private static TestStore store;

  private final ProviderAccountId drive = drive();
  private final CloudAccount account = ownedByAlice(drive);

  private static CloudAccount ownedByAlice(ProviderAccountId drive) {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
  }

  @BeforeAll
  static void open() {
    store = TestStore.open(LostCommits.class);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void disarm() {
    LostCommits.ARMED.set(false);
  }

  private TransferGrant offerTo(UserId requester) {
    CloudAccount now = store.accounts().find(drive).orElseThrow();
    return ((OfferResult.Offered)
            store
                .requests()
                .offer(
                    claim(drive, requester),
                    new OwnedByAnother(now, now.owner().orElseThrow()),
                    TEN_MINUTES,
                    1000))
        .grant();
  }

  private long count(String table) {
    return store.count(
        "SELECT count(*) FROM %s WHERE account_id = '%s'".formatted(table, account.id()));
  }

  @Test
  void movesTheAccountWithTheRequestersOwnCredentials() {
    TransferGrant grant = offerTo(bob());

    TransferResult answer = store.requests().transfer(grant.id(), bob(), FREELY);

    CloudAccount moved = store.accounts().find(drive).orElseThrow();
    assertThat(answer).isEqualTo(new TransferResult.Moved(moved, alice()));
    assertThat(moved.ownerOrNull()).isEqualTo(bob());
    assertThat(moved.epoch()).isEqualTo(new Epoch(2));
    assertThat(moved.label().value()).startsWith("bob");
    SealedCredentials stored = OwnershipRaceIT.sealed(store, account);
    assertThat(stored.open(store.secrets(), OwnershipRaceIT.context(account, bob(), 2)))
        .isEqualTo(Optional.of(claim(drive, bob()).credentials()));
    assertThat(count("cloud_transfer_events")).isOne();
    assertThat(store.notices().list(alice(), null, 1))
        .first()
        .satisfies(
            notice -> {
              assertThat(notice.account()).isEqualTo(account.id());
              assertThat(notice.maskedLabel()).isEqualTo("alice•••@outlook.com");
            });
    assertThat(
            store.text(
                "SELECT payload -> 'data' ->> 'user_id' FROM outbox"
                    + " WHERE type = 'ownership.transferred' AND account_id = '%s'"
                        .formatted(account.id())))
        .isEqualTo("bob");
    assertThat(
            store.count(
                "SELECT count(*) FROM ownership_transfer_requests"
                    + " WHERE jti = '%s' AND access_token_sealed IS NULL AND moved_to_epoch = 2"
                        .formatted(grant.id())))
        .isOne();
  }

  @Test
  void answersASecondUseWithTheStoredResultAndSendsNoSecondNotice() {
    TransferGrant grant = offerTo(bob());
    store.requests().transfer(grant.id(), bob(), FREELY);

    assertThat(store.requests().transfer(grant.id(), bob(), FREELY))
        .isEqualTo(new TransferResult.AlreadyMoved(store.accounts().find(drive).orElseThrow()));
    assertThat(count("cloud_transfer_events")).isOne();
  }

  @Test
  void refusesAnOldOfferAfterTheAccountWentBack() {
    TransferGrant toBob = offerTo(bob());
    store.requests().transfer(toBob.id(), bob(), FREELY);
    TransferGrant back = offerTo(alice());
    store.requests().transfer(back.id(), alice(), FREELY);

    assertThat(store.requests().transfer(toBob.id(), bob(), FREELY))
        .isEqualTo(new TransferResult.OwnerChanged(Optional.of(alice())));
    assertThat(store.accounts().find(drive)).map(CloudAccount::epoch).contains(new Epoch(3));
  }

  @Test
  void refusesAnUnusedOfferAfterTheOwnerDisconnected() {
    TransferGrant grant = offerTo(bob());
    store.accounts().release(account.id(), alice());

    assertThat(store.requests().transfer(grant.id(), bob(), FREELY))
        .isEqualTo(new TransferResult.OwnerChanged(Optional.empty()));
  }

  @Test
  void refusesAnotherUser() {
    assertThat(store.requests().transfer(offerTo(bob()).id(), carol(), FREELY))
        .isEqualTo(new TransferResult.OtherUser());
  }

  @Test
  void refusesAnExpiredOfferByTheDatabasesClock() {
    TransferGrant grant = offerTo(bob());
    store.execute(
        "UPDATE ownership_transfer_requests SET expires_at = now() WHERE jti = '%s'"
            .formatted(grant.id()));

    assertThat(store.requests().transfer(grant.id(), bob(), FREELY))
        .isEqualTo(new TransferResult.Expired());
  }

  @Test
  void refusesParkedCredentialsOfAnotherRow() {
    TransferGrant grant = offerTo(bob());
    store.execute(
        "UPDATE ownership_transfer_requests SET access_token_sealed ="
            + " (SELECT access_token_sealed FROM cloud_provider_accounts WHERE id = '%s') WHERE jti = '%s'"
                .formatted(account.id(), grant.id()));

    assertThat(store.requests().transfer(grant.id(), bob(), FREELY))
        .isEqualTo(new TransferResult.Unreadable());
    assertThat(store.accounts().find(drive)).contains(account);
  }

  @Test
  void replacesAnOlderOfferOfTheSameAccount() {
    TransferGrant older = offerTo(bob());
    TransferGrant newer = offerTo(bob());

    assertThat(store.requests().find(older.id())).isEmpty();
    assertThat(store.requests().find(newer.id()).orElseThrow().grant()).isEqualTo(newer);
  }

  @Test
  void expiresOnAFullSecond() {
    Instant expiresAt = offerTo(bob()).expiresAt();

    assertThat(expiresAt).isEqualTo(expiresAt.truncatedTo(ChronoUnit.SECONDS));
  }

  @Nested
  class WhenManyAtOnce {
    @Test
    void movesToOneRequesterAndRefusesTheOthers() throws Exception {
      var calls =
          IntStream.range(0, 6)
              .mapToObj(i -> new UserId("requester" + i))
              .<Callable<TransferResult>>map(
                  user -> {
                    TransferGrant grant = offerTo(user);
                    return () -> store.requests().transfer(grant.id(), user, FREELY);
                  })
              .toList();

      var answers = OwnershipRaceIT.allAtOnce(calls);

      assertThat(answers).filteredOn(TransferResult.Moved.class::isInstance).hasSize(1);
      assertThat(answers).filteredOn(TransferResult.OwnerChanged.class::isInstance).hasSize(5);
      assertThat(count("cloud_transfer_events")).isOne();
    }

    @Test
    void movesOnceForOneOfferUsedTwice() throws Exception {
      TransferGrant grant = offerTo(bob());
      Callable<TransferResult> use = () -> store.requests().transfer(grant.id(), bob(), FREELY);

      var answers = OwnershipRaceIT.allAtOnce(Collections.nCopies(4, use));

      assertThat(answers).filteredOn(TransferResult.Moved.class::isInstance).hasSize(1);
      assertThat(answers).filteredOn(TransferResult.AlreadyMoved.class::isInstance).hasSize(3);
      assertThat(count("cloud_transfer_events")).isOne();
    }

    @Test
    void limitsTheOffersOfARequester() throws Exception {
      UserId greedy = new UserId("greedy");
      var calls =
          IntStream.range(0, 6)
              .mapToObj(i -> ownedByAlice(drive()))
              .<Callable<OfferResult>>map(
                  other ->
                      () ->
                          store
                              .requests()
                              .offer(
                                  claim(other.providerAccount(), greedy),
                                  new OwnedByAnother(other, alice()),
                                  TEN_MINUTES,
                                  2))
              .toList();

      var answers = OwnershipRaceIT.allAtOnce(calls);

      assertThat(answers).filteredOn(OfferResult.Offered.class::isInstance).hasSize(2);
      assertThat(answers).filteredOn(OfferResult.TooManyOffers.class::isInstance).hasSize(4);
    }
  }

  @Nested
  class WhenItMovesOften {
    @Test
    void coolsDownAfterAMove() {
      store.requests().transfer(offerTo(bob()).id(), bob(), FREELY);
      CloudAccount moved = store.accounts().find(drive).orElseThrow();

      TransferResult answer =
          store
              .requests()
              .transfer(
                  offerTo(carol()).id(), carol(), new TransferLimits(Duration.ofHours(1), 1000));

      assertThat(answer)
          .isEqualTo(new TransferResult.CoolingDown(moved.connectedAt().plus(Duration.ofHours(1))));
    }

    @Test
    void limitsTheMovesOfADay() {
      TransferLimits twice = new TransferLimits(Duration.ZERO, 2);
      store.requests().transfer(offerTo(bob()).id(), bob(), twice);
      CloudAccount first = store.accounts().find(drive).orElseThrow();
      assertThat(store.requests().transfer(offerTo(carol()).id(), carol(), twice))
          .isInstanceOf(TransferResult.Moved.class);

      assertThat(store.requests().transfer(offerTo(bob()).id(), bob(), twice))
          .isEqualTo(
              new TransferResult.CoolingDown(first.connectedAt().plus(Duration.ofHours(24))));
    }
  }

  @Nested
  class WhenTheConnectionIsLostAtTheCommit {
    @Test
    void answersFromACommittedTransfer() {
      TransferGrant grant = offerTo(bob());
      LostCommits.ARMED.set(true);

      TransferResult answer = store.requests().transfer(grant.id(), bob(), FREELY);

      assertThat(LostCommits.ARMED).isFalse();
      assertThat(answer)
          .isEqualTo(new TransferResult.Moved(store.accounts().find(drive).orElseThrow(), alice()));
      assertThat(count("cloud_transfer_events")).isOne();
      assertThat(count("account_ownership_history")).isEqualTo(2);
    }

    @Test
    void answersFromACommittedRelease() {
      LostCommits.ARMED.set(true);

      ReleaseResult answer = store.accounts().release(account.id(), alice());

      assertThat(LostCommits.ARMED).isFalse();
      assertThat(answer)
          .isEqualTo(
              new ReleaseResult.ReleasedNow(
                  store.accounts().find(drive).orElseThrow(), RevocationState.UNSUPPORTED));
      assertThat(count("account_ownership_history")).isEqualTo(2);
      assertThat(store.accounts().release(account.id(), alice()))
          .isEqualTo(
              new ReleaseResult.ReleasedBefore(
                  store.accounts().find(drive).orElseThrow(), RevocationState.UNSUPPORTED));
    }

    @Test
    void answersFromACommittedOfferAndStoresItsEvidenceOnce() {
      LostCommits.ARMED.set(true);

      OfferResult answer =
          store
              .requests()
              .offer(claim(drive, bob()), new OwnedByAnother(account, alice()), TEN_MINUTES, 1000);

      assertThat(LostCommits.ARMED).isFalse();
      assertThat(count("ownership_transfer_requests")).isOne();
      TransferGrant grant = ((OfferResult.Offered) answer).grant();
      assertThat(store.requests().transfer(grant.id(), bob(), FREELY))
          .isInstanceOf(TransferResult.Moved.class);
      assertThat(evidence()).isEqualTo("conflict_decided");
    }

    @Test
    void answersFromACommittedRenewalAndStoresItsEvidenceOnce() {
      LostCommits.ARMED.set(true);

      RenewResult answer =
          store
              .accounts()
              .renew(claim(drive, alice()).afterDuplicate().withExisting(account), true);

      assertThat(LostCommits.ARMED).isFalse();
      assertThat(answer).isInstanceOf(RenewResult.Renewed.class);
      assertThat(evidence()).isEqualTo("idempotent_resolved");
    }

    private String evidence() {
      return store.text(
          "SELECT string_agg(evidence, ',') FROM ownership_verification_evidence"
              + " WHERE provider_account_id = '%s'".formatted(drive.subject()));
    }

    @Test
    void reportsACommittedClaimAsADuplicate() {
      ProviderAccountId another = drive();
      LostCommits.ARMED.set(true);

      assertThat(store.accounts().claim(claim(another, bob())))
          .isInstanceOf(ClaimResult.Duplicate.class);
      assertThat(store.accounts().find(another)).map(CloudAccount::ownerOrNull).contains(bob());
    }
  }

  /**
   * Commits and then reports a lost connection, which the program cannot distinguish from a failed
   * commit. A statement outside a transaction commits itself.
   */
  @Configuration(proxyBeanMethods = false)
  static class LostCommits {
    static final AtomicBoolean ARMED = new AtomicBoolean();

    @Bean
    static BeanPostProcessor losesCommits() {
      return new LosesCommits();
    }

    private static final class LosesCommits implements BeanPostProcessor, Ordered {
      @Override
      public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
      }

      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource pool
            ? new DelegatingDataSource(pool) {
              @Override
              public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                return wrapped(Connection.class, connection, connection);
              }
            }
            : bean;
      }
    }

    private static <T> T wrapped(Class<T> type, T wrapped, Connection connection) {
      return type.cast(
          Proxy.newProxyInstance(
              LostCommits.class.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                try {
                  Object result = method.invoke(wrapped, arguments);
                  boolean committed =
                      method.getName().equals("commit")
                          || (result instanceof ResultSet && connection.getAutoCommit());
                  if (committed && ARMED.compareAndSet(true, false)) {
                    throw new SQLException(
                        "An I/O error occurred while sending to the backend.", "08006");
                  }
                  return result instanceof PreparedStatement statement
                      ? wrapped(PreparedStatement.class, statement, connection)
                      : result;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }
  }
}
