package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.cloudaggregator.application.port.Activities;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.port.Custody.StoreResult;
import com.cloudaggregator.application.port.TransferRequests.OfferResult;
import com.cloudaggregator.application.port.TransferRequests.Pace;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import com.cloudaggregator.domain.ownership.Happening.Kind;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each side of a change reads of it, and what it does not. */
class ActivityIT {
  private static TestStore store;

  private final UserId ann = new UserId("ann-of-" + drive().subject());
  private final UserId ben = new UserId("ben-of-" + drive().subject());

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static Activities activities() {
    return store.bean(Activities.class);
  }

  private static CloudAccount connect(ProviderAccountId drive, UserId user) {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive, user))).account();
  }

  private static void move(CloudAccount account, UserId from, UserId to) {
    OfferResult offer = store.requests().offer(
        claim(account.providerAccount(), to), new OwnedByAnother(account, from), Duration.ofMinutes(10), 1000);
    store.requests().transfer(((OfferResult.Offered) offer).grant().id(), to, new Pace(Duration.ZERO, 3));
  }

  @Test
  void tellsEachSideItsOwnPartAndNeverTheOther() {
    CloudAccount account = connect(drive(), ann);
    move(account, ann, ben);

    assertThat(activities().of(ann, null, null, null, 10))
        .extracting(Happening::kind).containsExactly(Kind.TRANSFERRED_OUT, Kind.CONNECTED);
    assertThat(activities().of(ben, null, null, null, 10))
        .extracting(Happening::kind).containsExactly(Kind.TRANSFERRED_IN);
  }

  @Test
  void showsAFormerOwnerTheMaskedLabelAloneAndTheNewOwnerHisOwn() {
    CloudAccount account = connect(drive(), ann);
    move(account, ann, ben);

    List<Happening> lost = activities().of(ann, null, null, null, 10);
    assertThat(lost.getFirst().labelOrNull()).contains("•••");
    assertThat(lost.getLast().labelOrNull()).isNull();
    assertThat(activities().of(ben, null, null, null, 10).getFirst().labelOrNull())
        .isEqualTo(ben.value() + ".example@outlook.com");
  }

  /** As on the page of the account: once somebody has it, nothing of it is his to read. */
  @Test
  void showsItsLastOwnerTheMaskedLabelUntilSomebodyHasIt() {
    CloudAccount account = connect(drive(), ann);
    store.accounts().release(account.id(), ann);

    assertThat(activities().of(ann, null, null, null, 10))
        .extracting(Happening::kind, Happening::labelOrNull)
        .containsExactly(
            tuple(Kind.RELEASED, account.label().masked()), tuple(Kind.CONNECTED, account.label().masked()));

    CloudAccount released = store.accounts().find(account.providerAccount()).orElseThrow();
    store.accounts().adopt(claim(account.providerAccount(), ben), released.epoch());
    assertThat(activities().of(ann, null, null, null, 10)).extracting(Happening::labelOrNull).containsOnlyNulls();

    store.accounts().release(account.id(), ben);
    assertThat(activities().of(ann, null, null, null, 10)).extracting(Happening::labelOrNull).containsOnlyNulls();
    assertThat(activities().of(ben, null, null, null, 10)).extracting(Happening::labelOrNull)
        .isNotEmpty().containsOnly(new AccountLabel(ben.value() + ".example@outlook.com").masked());
  }

  @Test
  void goesOnWhereThePageBeforeEnded() {
    CloudAccount first = connect(drive(), ann);
    CloudAccount second = connect(drive(), ann);
    CloudAccount third = connect(drive(), ann);

    List<Happening> page = activities().of(ann, null, null, null, 2);
    List<Happening> rest = activities().of(ann, null, null, page.getLast().mark(), 2);

    assertThat(page).extracting(row -> row.mark().account()).containsExactly(third.id(), second.id());
    assertThat(rest).extracting(row -> row.mark().account()).containsExactly(first.id());
    assertThat(activities().of(ben, null, null, page.getLast().mark(), 2)).isEmpty();
  }

  @Test
  void isFilteredByAccountAndKind() {
    CloudAccount kept = connect(drive(), ann);
    CloudAccount released = connect(drive(), ann);
    store.accounts().release(released.id(), ann);

    assertThat(activities().of(ann, released.id(), null, null, 10))
        .extracting(Happening::kind).containsExactly(Kind.RELEASED, Kind.CONNECTED);
    assertThat(activities().of(ann, null, Kind.CONNECTED, null, 10))
        .extracting(row -> row.mark().account()).containsExactly(released.id(), kept.id());
    assertThat(activities().of(ann, kept.id(), Kind.RELEASED, null, 10)).isEmpty();
  }

  private static Custody custody() {
    return store.bean(Custody.class);
  }

  private static Custody.Lease lease(CloudAccount account, UserId owner) {
    Custody.Holding held = custody().read(account.id(), owner).orElseThrow();
    return custody().lease(held, Duration.ofSeconds(30)).orElseThrow();
  }

  private static void lose(CloudAccount account, UserId owner) {
    assertThat(custody().needsReconnect(lease(account, owner), ReconnectReason.INVALID_GRANT))
        .isEqualTo(StoreResult.STORED);
  }

  @Test
  void holdsThatAccessWasLostAndGivenAnewWithinOneEpoch() {
    CloudAccount account = connect(drive(), ann);
    lose(account, ann);
    store.accounts().renew(claim(account.providerAccount(), ann), true);

    List<Happening> all = activities().of(ann, null, null, null, 10);
    assertThat(all).extracting(Happening::kind)
        .containsExactly(Kind.RECONNECTED, Kind.NEEDS_RECONNECT, Kind.CONNECTED);
    assertThat(all).extracting(row -> row.mark().epoch()).containsOnly(account.epoch());
    assertThat(activities().of(ann, account.id(), Kind.NEEDS_RECONNECT, null, 10)).hasSize(1);
  }

  @Test
  void goesOnBetweenTwoThingsOfOneEpoch() {
    CloudAccount account = connect(drive(), ann);
    lose(account, ann);
    store.accounts().renew(claim(account.providerAccount(), ann), true);
    List<Happening> all = activities().of(ann, null, null, null, 10);

    for (int i = 0; i < 3; i++) {
      assertThat(activities().of(ann, null, null, all.get(i).mark(), 10)).isEqualTo(all.subList(i + 1, 3));
    }
    assertThat(activities().of(ben, null, null, all.getFirst().mark(), 10)).isEmpty();
  }

  @Test
  void whatBecameOfAnOwnersAccessIsNotTheNextOnesToRead() {
    CloudAccount account = connect(drive(), ann);
    lose(account, ann);
    move(account, ann, ben);

    assertThat(activities().of(ben, null, null, null, 10)).extracting(Happening::kind)
        .containsExactly(Kind.TRANSFERRED_IN);
    assertThat(activities().of(ann, null, null, null, 10)).extracting(Happening::kind)
        .containsExactly(Kind.TRANSFERRED_OUT, Kind.NEEDS_RECONNECT, Kind.CONNECTED);
  }

  /** Whoever lost the race changed nothing, so nothing of it is told. */
  @Test
  void isNotToldWhatDidNotHappen() {
    CloudAccount account = connect(drive(), ann);
    Custody.Lease late = lease(account, ann);
    store.accounts().renew(claim(account.providerAccount(), ann), true);

    assertThat(custody().needsReconnect(late, ReconnectReason.INVALID_GRANT)).isEqualTo(StoreResult.SUPERSEDED);
    store.accounts().renew(claim(account.providerAccount(), ben), true);

    assertThat(activities().of(ann, null, Kind.NEEDS_RECONNECT, null, 10)).isEmpty();
    assertThat(activities().of(ben, null, null, null, 10)).isEmpty();
  }
}
