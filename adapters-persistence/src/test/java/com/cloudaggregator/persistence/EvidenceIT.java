package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceCount;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.application.verification.ViolatedConstraint;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Evidence is committed together with its change, and survives a restart. */
class EvidenceIT {
  private static final String ONE_OWNER = "uniq_cloud_provider_accounts_global";
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private static TestStore store;

  private final ProviderAccountId drive = drive();

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void deleteEvidence() {
    store.execute("TRUNCATE ownership_verification_evidence");
    TestStore.TRACE.set("trace-of-" + drive.subject());
  }

  @AfterEach
  void clearTraceId() {
    TestStore.TRACE.remove();
  }

  private CloudAccount ownedByAlice() {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
  }

  private OfferResult offerToBob(CloudAccount account, int liveOffers) {
    return store
        .requests()
        .offer(
            claim(drive, bob()).afterDuplicate(),
            new OwnedByAnother(account, alice()),
            TEN_MINUTES,
            liveOffers);
  }

  private Map<Evidence, EvidenceCount> figures() {
    return store.verification().countEvidence();
  }

  private EvidenceCount figure(Evidence evidence) {
    return Objects.requireNonNull(figures().get(evidence), "never seen: " + evidence);
  }

  @Test
  void anOfferIsEvidenceOfADecidedConflict() {
    assertThat(offerToBob(ownedByAlice(), 1000)).isInstanceOf(OfferResult.Offered.class);

    assertThat(figures()).containsOnlyKeys(Evidence.CONFLICT_DECIDED);
    assertThat(figure(Evidence.CONFLICT_DECIDED))
        .satisfies(
            figure -> {
              assertThat(figure.count()).isEqualTo(1);
              assertThat(figure.traceId()).isEqualTo(TestStore.TRACE.get());
            });
  }

  @Test
  void anOfferThatIsRefusedIsNoEvidence() {
    assertThat(offerToBob(ownedByAlice(), 0)).isEqualTo(new OfferResult.TooManyOffers());

    assertThat(figures()).isEmpty();
  }

  @Test
  void aRenewalIsEvidenceOnlyAfterADuplicate() {
    ownedByAlice();

    assertThat(store.accounts().renew(claim(drive, alice()), true))
        .isInstanceOf(RenewResult.Renewed.class);
    assertThat(figures()).isEmpty();

    store.accounts().renew(claim(drive, alice()).afterDuplicate(), true);
    assertThat(figures()).containsOnlyKeys(Evidence.IDEMPOTENT_RESOLVED);

    store.accounts().renew(claim(drive, bob()).afterDuplicate(), true);
    assertThat(figure(Evidence.IDEMPOTENT_RESOLVED).count()).isEqualTo(1);
  }

  @Test
  void anAdoptionIsEvidenceOnlyIfItSucceeds() {
    CloudAccount released =
        ((ReleaseResult.ReleasedNow) store.accounts().release(ownedByAlice().id(), alice()))
            .account();

    assertThat(store.accounts().adopt(claim(drive, bob()), Epoch.FIRST))
        .isEqualTo(new AdoptResult.NoLongerReleased());
    assertThat(figures()).isEmpty();

    store.accounts().adopt(claim(drive, bob()), released.epoch());
    assertThat(figures()).containsOnlyKeys(Evidence.ADOPTED);
  }

  @Test
  void aRollbackLeavesNoEvidence() {
    CloudAccount account = ownedByAlice();
    Transactions outer = store.bean(Transactions.class);
    store.execute(
        "ALTER TABLE ownership_verification_evidence ADD CONSTRAINT no_more CHECK (trace_id = 'x') NOT VALID");
    try {
      assertThatThrownBy(() -> offerToBob(account, 1000)).isInstanceOf(StoreException.class);
    } finally {
      store.execute("ALTER TABLE ownership_verification_evidence DROP CONSTRAINT no_more");
    }
    assertThat(
            store.count(
                "SELECT count(*) FROM ownership_transfer_requests WHERE account_id = '"
                    + account.id()
                    + "'"))
        .as("nor the offer without its evidence")
        .isZero();

    IllegalStateException undo = new IllegalStateException("roll back");
    assertThatThrownBy(
            () ->
                outer.call(
                    () -> {
                      offerToBob(account, 1000);
                      throw undo;
                    }))
        .isSameAs(undo);
    assertThat(figures()).isEmpty();
  }

  @Test
  void evidenceOfACallbackIsStoredWithTheChangeAndTheAnswerThatFollow() {
    CloudAccount account = ownedByAlice();
    StateHash state = StateHash.of(new Secret("state of " + drive.subject()));
    store.states().markUsed(state, Instant.now().plus(TEN_MINUTES));
    VerificationRecord record = store.verification();

    record.together(
        () -> {
          record.record(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
          assertThat(figures()).isEmpty();

          offerToBob(account, 1000);
          assertThat(figures())
              .containsOnlyKeys(Evidence.DUPLICATE_DETECTED, Evidence.CONFLICT_DECIDED);

          record.record(Evidence.CONFLICT_ANSWERED, drive, null);
          store.states().keepAnswer(state, new Secret("sealed"));
          assertThat(figures()).containsKey(Evidence.CONFLICT_ANSWERED);
          return true;
        });

    assertThat(figures())
        .hasSize(3)
        .allSatisfy((evidence, figure) -> assertThat(figure.count()).isEqualTo(1));
    assertThat(store.verification().countViolations())
        .containsOnlyKeys(new ViolatedConstraint(drive.provider(), ONE_OWNER));
  }

  @Test
  void evidenceWithoutAChangeIsStoredAtTheEnd() {
    CloudAccount account = ownedByAlice();
    VerificationRecord record = store.verification();

    OfferResult refused =
        record.together(
            () -> {
              record.record(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
              return offerToBob(account, 0);
            });

    assertThat(refused).isEqualTo(new OfferResult.TooManyOffers());
    assertThat(figures()).containsOnlyKeys(Evidence.DUPLICATE_DETECTED);
  }

  @Test
  void evidenceOfAnAdoptionIsStoredOnceWithTheDuplicateThatLedToIt() {
    CloudAccount released =
        ((ReleaseResult.ReleasedNow) store.accounts().release(ownedByAlice().id(), alice()))
            .account();
    VerificationRecord record = store.verification();

    record.together(
        () -> {
          record.record(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
          return store.accounts().adopt(claim(drive, bob()), released.epoch());
        });

    assertThat(figures())
        .containsOnlyKeys(Evidence.DUPLICATE_DETECTED, Evidence.ADOPTED)
        .allSatisfy((evidence, figure) -> assertThat(figure.count()).isEqualTo(1));
  }

  @Test
  void evidenceThatCannotBeStoredIsLostAndTheUseCaseIsNot() {
    VerificationRecord record = store.verification();
    store.execute(
        "ALTER TABLE ownership_verification_evidence ADD CONSTRAINT no_more CHECK (false) NOT VALID");
    try {
      assertThat(
              record.<String>together(
                  () -> {
                    record.record(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
                    return "answer";
                  }))
          .isEqualTo("answer");
    } finally {
      store.execute("ALTER TABLE ownership_verification_evidence DROP CONSTRAINT no_more");
    }
    assertThat(figures()).isEmpty();
  }

  @Test
  void countsSurviveARestartAndNameTheLatest() {
    VerificationRecord record = store.verification();
    TestStore.TRACE.set("first");
    record.record(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
    record.record(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
    record.record(
        Evidence.OTHER_UNIQUE_CONSTRAINT, ProviderAccountId.of("dropbox", "dbid:1"), "outbox_pkey");
    TestStore.TRACE.set("last");
    record.record(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
    record.record(Evidence.SUCCESS_ANSWERED, drive, null);

    try (ConfigurableApplicationContext restarted =
        TestStore.start(store.database(), TestVault.usual(), Map.of())) {
      VerificationRecord again = restarted.getBean(VerificationRecord.class);
      assertThat(again.countEvidence()).isEqualTo(record.countEvidence());
      assertThat(again.countEvidence())
          .containsOnlyKeys(
              Evidence.DUPLICATE_DETECTED,
              Evidence.OTHER_UNIQUE_CONSTRAINT,
              Evidence.SUCCESS_ANSWERED)
          .extractingByKey(Evidence.DUPLICATE_DETECTED)
          .satisfies(
              figure -> {
                assertThat(figure.count()).isEqualTo(3);
                assertThat(figure.traceId()).isEqualTo("last");
              });
      assertThat(again.countViolations())
          .containsOnlyKeys(
              new ViolatedConstraint(new Provider("onedrive"), ONE_OWNER),
              new ViolatedConstraint(new Provider("dropbox"), "outbox_pkey"))
          .extractingByKey(new ViolatedConstraint(new Provider("onedrive"), ONE_OWNER))
          .extracting(EvidenceCount::count)
          .isEqualTo(3L);
    }
  }

  @Test
  void skipsEvidenceOfAnotherRelease() {
    store.execute(
        "INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, trace_id)"
            + " VALUES (gen_random_uuid(), 'of_tomorrow', 'onedrive', 'abc', '-')");

    assertThat(figures()).isEmpty();
  }

  @Test
  void cutsALongTraceId() {
    TestStore.TRACE.set("t".repeat(1000));

    store.verification().record(Evidence.OWNER_MISSING, drive, null);

    assertThat(figure(Evidence.OWNER_MISSING).traceId()).hasSize(64);
  }
}
