package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.activity.Activities;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.Custody.StoreResult;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.domain.ownership.ActivityEntry.Kind;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each side of a change of owner can read. */
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
    OfferResult offer =
        store
            .requests()
            .offer(
                claim(account.providerAccount(), to),
                new OwnedByAnother(account, from),
                Duration.ofMinutes(10),
                1000);
    store
        .requests()
        .transfer(
            ((OfferResult.Offered) offer).grant().id(), to, new TransferLimits(Duration.ZERO, 3));
  }

  @Test
  void showsEachSideItsOwnPartAndNeverTheOther() {
    CloudAccount account = connect(drive(), ann);
    move(account, ann, ben);

    assertThat(activities().list(ann, null, null, null, 10))
        .extracting(ActivityEntry::kind)
        .containsExactly(Kind.TRANSFERRED_OUT, Kind.CONNECTED);
    assertThat(activities().list(ben, null, null, null, 10))
        .extracting(ActivityEntry::kind)
        .containsExactly(Kind.TRANSFERRED_IN);
  }

  @Test
  void showsTheFormerOwnerTheMaskedLabelAndTheNewOwnerTheirOwn() {
    CloudAccount account = connect(drive(), ann);
    move(account, ann, ben);

    List<ActivityEntry> lost = activities().list(ann, null, null, null, 10);
    assertThat(lost.getFirst().labelOrNull()).contains("•••");
    assertThat(lost.getLast().labelOrNull()).isNull();
    assertThat(activities().list(ben, null, null, null, 10).getFirst().labelOrNull())
        .isEqualTo(ben.value() + ".example@outlook.com");
  }

  /** As on the page of the account: once it is connected again, the former owner sees nothing. */
  @Test
  void showsTheLastOwnerTheMaskedLabelUntilTheAccountIsConnectedAgain() {
    CloudAccount account = connect(drive(), ann);
    store.accounts().release(account.id(), ann);

    assertThat(activities().list(ann, null, null, null, 10))
        .extracting(ActivityEntry::kind, ActivityEntry::labelOrNull)
        .containsExactly(
            tuple(Kind.RELEASED, account.label().maskedForLastOwner()),
            tuple(Kind.CONNECTED, account.label().maskedForLastOwner()));

    CloudAccount released = store.accounts().find(account.providerAccount()).orElseThrow();
    store.accounts().adopt(claim(account.providerAccount(), ben), released.epoch());
    assertThat(activities().list(ann, null, null, null, 10))
        .extracting(ActivityEntry::labelOrNull)
        .containsOnlyNulls();

    store.accounts().release(account.id(), ben);
    assertThat(activities().list(ann, null, null, null, 10))
        .extracting(ActivityEntry::labelOrNull)
        .containsOnlyNulls();
    assertThat(activities().list(ben, null, null, null, 10))
        .extracting(ActivityEntry::labelOrNull)
        .isNotEmpty()
        .containsOnly(new AccountLabel(ben.value() + ".example@outlook.com").maskedForLastOwner());
  }

  @Test
  void startsWhereThePreviousPageEnded() {
    CloudAccount first = connect(drive(), ann);
    CloudAccount second = connect(drive(), ann);
    CloudAccount third = connect(drive(), ann);

    List<ActivityEntry> page = activities().list(ann, null, null, null, 2);
    List<ActivityEntry> rest = activities().list(ann, null, null, page.getLast().cursor(), 2);

    assertThat(page)
        .extracting(row -> row.cursor().account())
        .containsExactly(third.id(), second.id());
    assertThat(rest).extracting(row -> row.cursor().account()).containsExactly(first.id());
    assertThat(activities().list(ben, null, null, page.getLast().cursor(), 2)).isEmpty();
  }

  @Test
  void isFilteredByAccountAndKind() {
    CloudAccount kept = connect(drive(), ann);
    CloudAccount released = connect(drive(), ann);
    store.accounts().release(released.id(), ann);

    assertThat(activities().list(ann, released.id(), null, null, 10))
        .extracting(ActivityEntry::kind)
        .containsExactly(Kind.RELEASED, Kind.CONNECTED);
    assertThat(activities().list(ann, null, Kind.CONNECTED, null, 10))
        .extracting(row -> row.cursor().account())
        .containsExactly(released.id(), kept.id());
    assertThat(activities().list(ann, kept.id(), Kind.RELEASED, null, 10)).isEmpty();
  }

  private static Custody custody() {
    return store.bean(Custody.class);
  }

  private static Custody.Lease lease(CloudAccount account, UserId owner) {
    Custody.CredentialState held = custody().read(account.id(), owner).orElseThrow();
    return custody().lease(held, Duration.ofSeconds(30)).orElseThrow();
  }

  private static void lose(CloudAccount account, UserId owner) {
    assertThat(custody().markNeedsReconnect(lease(account, owner), ReconnectReason.INVALID_GRANT))
        .isEqualTo(StoreResult.STORED);
  }

  @Test
  void recordsLostAndRestoredAccessWithinAnEpoch() {
    CloudAccount account = connect(drive(), ann);
    lose(account, ann);
    store.accounts().renew(claim(account.providerAccount(), ann), true);

    List<ActivityEntry> all = activities().list(ann, null, null, null, 10);
    assertThat(all)
        .extracting(ActivityEntry::kind)
        .containsExactly(Kind.RECONNECTED, Kind.NEEDS_RECONNECT, Kind.CONNECTED);
    assertThat(all).extracting(row -> row.cursor().epoch()).containsOnly(account.epoch());
    assertThat(activities().list(ann, account.id(), Kind.NEEDS_RECONNECT, null, 10)).hasSize(1);
  }

  @Test
  void pagesBetweenTwoEventsOfAnEpoch() {
    CloudAccount account = connect(drive(), ann);
    lose(account, ann);
    store.accounts().renew(claim(account.providerAccount(), ann), true);
    List<ActivityEntry> all = activities().list(ann, null, null, null, 10);

    for (int i = 0; i < 3; i++) {
      assertThat(activities().list(ann, null, null, all.get(i).cursor(), 10))
          .isEqualTo(all.subList(i + 1, 3));
    }
    assertThat(activities().list(ben, null, null, all.getFirst().cursor(), 10)).isEmpty();
  }

  @Test
  void hidesAccessEventsFromTheNextOwner() {
    CloudAccount account = connect(drive(), ann);
    lose(account, ann);
    move(account, ann, ben);

    assertThat(activities().list(ben, null, null, null, 10))
        .extracting(ActivityEntry::kind)
        .containsExactly(Kind.TRANSFERRED_IN);
    assertThat(activities().list(ann, null, null, null, 10))
        .extracting(ActivityEntry::kind)
        .containsExactly(Kind.TRANSFERRED_OUT, Kind.NEEDS_RECONNECT, Kind.CONNECTED);
  }

  /** The loser of the race has changed nothing, so nothing is recorded. */
  @Test
  void recordsNothingForALostRace() {
    CloudAccount account = connect(drive(), ann);
    Custody.Lease late = lease(account, ann);
    store.accounts().renew(claim(account.providerAccount(), ann), true);

    assertThat(custody().markNeedsReconnect(late, ReconnectReason.INVALID_GRANT))
        .isEqualTo(StoreResult.SUPERSEDED);
    store.accounts().renew(claim(account.providerAccount(), ben), true);

    assertThat(activities().list(ann, null, Kind.NEEDS_RECONNECT, null, 10)).isEmpty();
    assertThat(activities().list(ben, null, null, null, 10)).isEmpty();
  }
}
