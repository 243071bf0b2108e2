package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.port.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.port.CloudAccounts.RenewResult;
import com.cloudaggregator.application.port.TransferRequests.OfferResult;
import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.application.evidence.Figure;
import com.cloudaggregator.application.evidence.RefusedRow;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The evidence stands exactly if what it tells of stands, and longer than the program runs. */
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
  void nothingWasSeen() {
    store.execute("TRUNCATE ownership_verification_evidence");
    TestStore.TRACE.set("trace-of-" + drive.subject());
  }

  @AfterEach
  void noRequest() {
    TestStore.TRACE.remove();
  }

  private CloudAccount ownedByAlice() {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive, alice()))).account();
  }

  private OfferResult offerToBob(CloudAccount account, int liveOffers) {
    return store.requests()
        .offer(claim(drive, bob()).afterDuplicate(), new OwnedByAnother(account, alice()), TEN_MINUTES, liveOffers);
  }

  private Map<Evidence, Figure> figures() {
    return store.verification().figures();
  }

  private Figure figure(Evidence evidence) {
    return Objects.requireNonNull(figures().get(evidence), "never seen: " + evidence);
  }

  @Test
  void anOfferIsEvidenceOfADecidedConflict() {
    assertThat(offerToBob(ownedByAlice(), 1000)).isInstanceOf(OfferResult.Offered.class);

    assertThat(figures()).containsOnlyKeys(Evidence.CONFLICT_DECIDED);
    assertThat(figure(Evidence.CONFLICT_DECIDED)).satisfies(figure -> {
      assertThat(figure.count()).isEqualTo(1);
      assertThat(figure.traceId()).isEqualTo(TestStore.TRACE.get());
    });
  }

  @Test
  void anOfferThatIsNotMadeIsNone() {
    assertThat(offerToBob(ownedByAlice(), 0)).isEqualTo(new OfferResult.TooManyOffers());

    assertThat(figures()).isEmpty();
  }

  @Test
  void aRenewalIsEvidenceOnlyWhereTheClaimMetADuplicate() {
    ownedByAlice();

    assertThat(store.accounts().renew(claim(drive, alice()), true)).isInstanceOf(RenewResult.Renewed.class);
    assertThat(figures()).isEmpty();

    store.accounts().renew(claim(drive, alice()).afterDuplicate(), true);
    assertThat(figures()).containsOnlyKeys(Evidence.IDEMPOTENT_RESOLVED);

    store.accounts().renew(claim(drive, bob()).afterDuplicate(), true);
    assertThat(figure(Evidence.IDEMPOTENT_RESOLVED).count()).isEqualTo(1);
  }

  @Test
  void anAdoptionIsEvidenceAndALostOneIsNone() {
    CloudAccount released =
        ((ReleaseResult.ReleasedNow) store.accounts().release(ownedByAlice().id(), alice())).account();

    assertThat(store.accounts().adopt(claim(drive, bob()), Epoch.FIRST))
        .isEqualTo(new AdoptResult.NoLongerReleased());
    assertThat(figures()).isEmpty();

    store.accounts().adopt(claim(drive, bob()), released.epoch());
    assertThat(figures()).containsOnlyKeys(Evidence.ADOPTED);
  }

  @Test
  void whatIsRolledBackLeavesNone() {
    CloudAccount account = ownedByAlice();
    Transactions outer = store.bean(Transactions.class);
    store.execute(
        "ALTER TABLE ownership_verification_evidence ADD CONSTRAINT no_more CHECK (trace_id = 'x') NOT VALID");
    try {
      assertThatThrownBy(() -> offerToBob(account, 1000)).isInstanceOf(StorageException.class);
    } finally {
      store.execute("ALTER TABLE ownership_verification_evidence DROP CONSTRAINT no_more");
    }
    assertThat(store.count("SELECT count(*) FROM ownership_transfer_requests WHERE account_id = '"
        + account.id() + "'")).as("nor the offer without its evidence").isZero();

    IllegalStateException undo = new IllegalStateException("roll back");
    assertThatThrownBy(() -> outer.call(() -> {
      offerToBob(account, 1000);
      throw undo;
    })).isSameAs(undo);
    assertThat(figures()).isEmpty();
  }

  @Test
  void figuresCountAndNameTheLatestAfterARestartToo() {
    VerificationRecord record = store.verification();
    TestStore.TRACE.set("first");
    record.note(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
    record.note(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
    record.note(Evidence.OTHER_UNIQUE_CONSTRAINT, ProviderAccountId.of("dropbox", "dbid:1"), "outbox_pkey");
    TestStore.TRACE.set("last");
    record.note(Evidence.DUPLICATE_DETECTED, drive, ONE_OWNER);
    record.note(Evidence.SUCCESS_ANSWERED, drive, null);

    try (ConfigurableApplicationContext restarted =
        TestStore.start(store.database(), TestVault.usual(), Map.of())) {
      VerificationRecord again = restarted.getBean(VerificationRecord.class);
      assertThat(again.figures()).isEqualTo(record.figures());
      assertThat(again.figures())
          .containsOnlyKeys(
              Evidence.DUPLICATE_DETECTED, Evidence.OTHER_UNIQUE_CONSTRAINT, Evidence.SUCCESS_ANSWERED)
          .extractingByKey(Evidence.DUPLICATE_DETECTED)
          .satisfies(figure -> {
            assertThat(figure.count()).isEqualTo(3);
            assertThat(figure.traceId()).isEqualTo("last");
          });
      assertThat(again.refusedRows())
          .containsOnlyKeys(
              new RefusedRow(new Provider("onedrive"), ONE_OWNER),
              new RefusedRow(new Provider("dropbox"), "outbox_pkey"))
          .extractingByKey(new RefusedRow(new Provider("onedrive"), ONE_OWNER))
          .extracting(Figure::count)
          .isEqualTo(3L);
    }
  }

  @Test
  void evidenceOfAnotherReleaseIsPassedOver() {
    store.execute("INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, trace_id)"
        + " VALUES (gen_random_uuid(), 'of_tomorrow', 'onedrive', 'abc', '-')");

    assertThat(figures()).isEmpty();
  }

  @Test
  void aLongTraceIdIsCutAndFailsNothing() {
    TestStore.TRACE.set("t".repeat(1000));

    store.verification().note(Evidence.OWNER_MISSING, drive, null);

    assertThat(figure(Evidence.OWNER_MISSING).traceId()).hasSize(64);
  }
}
