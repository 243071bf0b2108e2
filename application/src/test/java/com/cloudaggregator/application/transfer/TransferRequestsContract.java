package com.cloudaggregator.application.transfer;

import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.carol;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.credentialsOf;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.testing.OwnershipStore.Change;
import com.cloudaggregator.application.testing.OwnershipStore.OwnerChangeCause;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.testing.Samples;
import com.cloudaggregator.application.transfer.TransferRequests.Offer;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Contract of {@link TransferRequests}, run against every implementation. */
public abstract class TransferRequestsContract {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final TransferLimits FREELY = new TransferLimits(Duration.ZERO, 1000);

  private final UserId owner = newUser();
  private final ProviderAccountId drive = newDrive();

  /** The store under test; it may contain rows of other tests. */
  protected abstract OwnershipStore store();

  private TransferRequests requests() {
    return store().requests();
  }

  private CloudAccount connect(ProviderAccountId account, UserId user) {
    return ((ClaimResult.Claimed) store().accounts().claim(claim(account, user))).account();
  }

  private CloudAccount owned() {
    return store().accounts().find(drive).orElseGet(() -> connect(drive, owner));
  }

  private CloudAccount found() {
    return store().accounts().find(drive).orElseThrow();
  }

  private OfferResult offer(CloudAccount account, UserId requester, int liveOffers) {
    return requests()
        .offer(
            claim(account.providerAccount(), requester),
            new OwnedByAnother(account, account.owner().orElseThrow()),
            TEN_MINUTES,
            liveOffers);
  }

  private TransferGrant grantTo(UserId requester) {
    return ((OfferResult.Offered) offer(owned(), requester, 1000)).grant();
  }

  private TransferResult transfer(TransferGrant grant) {
    return requests().transfer(grant.id(), grant.requester(), FREELY);
  }

  private List<TransferNotice> noticesOf(UserId user) {
    return store().notices().list(user, null, 100);
  }

  private void assertEpochsAreGapless() {
    List<Epoch> all =
        LongStream.rangeClosed(1, found().epoch().value()).mapToObj(Epoch::new).toList();
    assertThat(store().history(found().id())).extracting(Change::epoch).isEqualTo(all);
    assertThat(store().announced(found().id())).isEqualTo(all);
  }

  private void assertNothingMoved() {
    assertThat(found().owner()).contains(owner);
    assertThat(found().epoch()).isEqualTo(Epoch.FIRST);
    assertThat(store().custody(found().id())).contains(credentialsOf(owner));
    assertThat(noticesOf(owner)).isEmpty();
    assertEpochsAreGapless();
  }

  @Test
  void anOfferIsValidForOneOwnerAndEpochAndChangesNothing() {
    TransferGrant grant = grantTo(bob());

    assertThat(grant.requester()).isEqualTo(bob());
    assertThat(grant.account()).isEqualTo(found().id());
    assertThat(grant.expectedOwner()).isEqualTo(owner);
    assertThat(grant.expectedEpoch()).isEqualTo(Epoch.FIRST);
    assertThat(grant.expiresAt()).isEqualTo(grant.expiresAt().truncatedTo(ChronoUnit.SECONDS));
    assertNothingMoved();
  }

  @Test
  void findsAnOfferWithTheCurrentStateOfItsAccount() {
    TransferGrant grant = grantTo(bob());

    assertThat(requests().find(grant.id()))
        .contains(new Offer(grant, found(), Samples.label(bob())));
    store().accounts().release(found().id(), owner);
    assertThat(requests().find(grant.id()))
        .contains(new Offer(grant, found(), Samples.label(bob())));
    assertThat(requests().find(new TransferId(new UUID(0, 1)))).isEmpty();
  }

  @Test
  void aNewerOfferOfTheSameRequesterReplacesTheOlder() {
    TransferGrant older = grantTo(bob());
    TransferGrant newer = grantTo(bob());
    TransferGrant carols = grantTo(carol());

    assertThat(requests().find(older.id())).isEmpty();
    assertThat(transfer(older)).isEqualTo(new TransferResult.Unknown());
    assertThat(requests().find(newer.id())).isPresent();
    assertThat(requests().find(carols.id())).isPresent();
  }

  @Test
  void limitsTheLiveOffersOfARequester() {
    UserId requester = newUser();
    TransferGrant first =
        ((OfferResult.Offered) offer(connect(newDrive(), owner), requester, 2)).grant();
    CloudAccount second = connect(newDrive(), owner);
    assertThat(offer(second, requester, 2)).isInstanceOf(OfferResult.Offered.class);

    assertThat(offer(owned(), requester, 2)).isEqualTo(new OfferResult.TooManyOffers());
    assertThat(offer(second, requester, 2)).isInstanceOf(OfferResult.Offered.class);
    assertThat(offer(owned(), newUser(), 2)).isInstanceOf(OfferResult.Offered.class);

    store().expire(first.id());
    assertThat(offer(owned(), requester, 2)).isInstanceOf(OfferResult.Offered.class);
  }

  @Test
  void aUsedOfferDoesNotCount() {
    UserId requester = newUser();
    CloudAccount other = connect(newDrive(), owner);
    transfer(((OfferResult.Offered) offer(other, requester, 1)).grant());

    assertThat(offer(owned(), requester, 1)).isInstanceOf(OfferResult.Offered.class);
  }

  @Test
  void concurrentOffersRespectTheLimit() throws Exception {
    UserId requester = newUser();
    List<CloudAccount> others =
        IntStream.range(0, Race.RUNNERS).mapToObj(i -> connect(newDrive(), owner)).toList();

    List<OfferResult> answers = Race.run(i -> () -> offer(others.get(i), requester, 5));

    assertThat(answers).filteredOn(OfferResult.Offered.class::isInstance).hasSize(5);
    assertThat(answers)
        .filteredOn(OfferResult.TooManyOffers.class::isInstance)
        .hasSize(Race.RUNNERS - 5);
  }

  @Test
  void aTransferMovesTheAccountAtTheNextEpochWithTheRequestersCredentials() {
    TransferGrant grant = grantTo(bob());

    TransferResult answer = transfer(grant);

    assertThat(answer).isEqualTo(new TransferResult.Moved(found(), owner));
    assertThat(found().id()).isEqualTo(grant.account());
    assertThat(found().owner()).contains(bob());
    assertThat(found().epoch()).isEqualTo(new Epoch(2));
    assertThat(found().status()).isEqualTo(AccountStatus.CONNECTED);
    assertThat(found().label()).isEqualTo(Samples.label(bob()));
    assertThat(store().custody(found().id())).contains(credentialsOf(bob()));
    assertThat(store().history(found().id()))
        .last()
        .isEqualTo(new Change(new Epoch(2), owner, bob(), OwnerChangeCause.TRANSFERRED));
    assertEpochsAreGapless();
  }

  @Test
  void aTransferNotifiesTheFormerOwnerOnceWithoutNamingTheNewOne() {
    CloudAccount before = owned();
    transfer(grantTo(bob()));

    assertThat(noticesOf(owner))
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.account()).isEqualTo(before.id());
              assertThat(notice.provider()).isEqualTo(drive.provider());
              assertThat(notice.maskedLabel()).isEqualTo(before.label().masked());
              assertThat(notice.at()).isEqualTo(found().connectedAt());
              assertThat(notice.acknowledgedAt()).isNull();
              assertThat(notice.toString()).doesNotContain("bob");
            });
  }

  @Test
  void repeatingATransferHasTheSameResult() {
    TransferGrant grant = grantTo(bob());
    transfer(grant);

    assertThat(transfer(grant)).isEqualTo(new TransferResult.AlreadyMoved(found()));
    assertThat(noticesOf(owner)).hasSize(1);
    assertEpochsAreGapless();
  }

  @Test
  void aUsedOfferKeepsItsResultAfterItsExpiry() {
    TransferGrant grant = grantTo(bob());
    transfer(grant);
    store().expire(grant.id());

    assertThat(transfer(grant)).isEqualTo(new TransferResult.AlreadyMoved(found()));
  }

  @Test
  void aUsedOfferMovesNothingAfterTheAccountMovedBack() {
    TransferGrant toBob = grantTo(bob());
    transfer(toBob);
    transfer(grantTo(owner));

    assertThat(transfer(toBob)).isEqualTo(new TransferResult.OwnerChanged(Optional.of(owner)));
    assertThat(found().epoch()).isEqualTo(new Epoch(3));
    assertThat(store().custody(found().id())).contains(credentialsOf(owner));
    assertThat(noticesOf(owner)).hasSize(1);
    assertEpochsAreGapless();
  }

  @Test
  void aUsedOfferIsStaleAtALaterEpochOfTheSameRequester() {
    TransferGrant first = grantTo(bob());
    transfer(first);
    store().accounts().release(found().id(), bob());
    store().accounts().adopt(claim(drive, bob()), found().epoch());

    assertThat(transfer(first)).isEqualTo(new TransferResult.OwnerChanged(Optional.of(bob())));
    assertThat(found().epoch()).isEqualTo(new Epoch(4));
  }

  @Test
  void anOfferAtAnOldEpochMovesNothingEvenFromTheSameOwner() {
    TransferGrant grant = grantTo(bob());
    store().accounts().release(found().id(), owner);
    assertThat(transfer(grant)).isEqualTo(new TransferResult.OwnerChanged(Optional.empty()));

    store().accounts().adopt(claim(drive, owner), found().epoch());
    assertThat(transfer(grant)).isEqualTo(new TransferResult.OwnerChanged(Optional.of(owner)));
    assertThat(found().epoch()).isEqualTo(new Epoch(3));
    assertThat(noticesOf(owner)).isEmpty();
    assertEpochsAreGapless();
  }

  @Test
  void anExpiredOfferMovesNothing() {
    TransferGrant grant = grantTo(bob());
    store().expire(grant.id());

    assertThat(transfer(grant)).isEqualTo(new TransferResult.Expired());
    assertNothingMoved();
  }

  @Test
  void anOfferToAnotherUserMovesNothing() {
    TransferGrant grant = grantTo(bob());

    assertThat(requests().transfer(grant.id(), carol(), FREELY))
        .isEqualTo(new TransferResult.OtherUser());
    assertThat(requests().transfer(grant.id(), owner, FREELY))
        .isEqualTo(new TransferResult.OtherUser());
    assertNothingMoved();
    transfer(grant);
    assertThat(requests().transfer(grant.id(), carol(), FREELY))
        .isEqualTo(new TransferResult.OtherUser());
  }

  @Test
  void anUnknownOfferMovesNothing() {
    assertThat(requests().transfer(new TransferId(new UUID(0, 1)), bob(), FREELY))
        .isEqualTo(new TransferResult.Unknown());
  }

  @Test
  void unreadableCredentialsMoveNothing() {
    TransferGrant grant = grantTo(bob());
    store().tamperWith(grant.id());

    assertThat(transfer(grant)).isEqualTo(new TransferResult.Unreadable());
    assertNothingMoved();
  }

  @Test
  void anAccountCoolsDownAfterATransfer() {
    TransferLimits hourly = new TransferLimits(Duration.ofHours(1), 1000);
    assertThat(requests().transfer(grantTo(bob()).id(), bob(), hourly))
        .isInstanceOf(TransferResult.Moved.class);
    CloudAccount moved = found();

    assertThat(requests().transfer(grantTo(carol()).id(), carol(), hourly))
        .isEqualTo(new TransferResult.CoolingDown(moved.connectedAt().plus(Duration.ofHours(1))));
    assertThat(requests().findPauseEnd(moved.id(), hourly))
        .contains(moved.connectedAt().plus(Duration.ofHours(1)));
    assertThat(requests().findPauseEnd(moved.id(), FREELY)).isEmpty();
    assertThat(found()).isEqualTo(moved);
    assertEpochsAreGapless();
  }

  @Test
  void limitsTheTransfersPerDay() {
    TransferLimits twice = new TransferLimits(Duration.ZERO, 2);
    assertThat(requests().transfer(grantTo(bob()).id(), bob(), twice))
        .isInstanceOf(TransferResult.Moved.class);
    CloudAccount first = found();
    assertThat(requests().transfer(grantTo(carol()).id(), carol(), twice))
        .isInstanceOf(TransferResult.Moved.class);

    assertThat(requests().transfer(grantTo(bob()).id(), bob(), twice))
        .isEqualTo(new TransferResult.CoolingDown(first.connectedAt().plus(Duration.ofHours(24))));
    assertThat(found().owner()).contains(carol());
  }

  @Test
  void exactlyOneOfManyConcurrentRequestersGetsTheAccount() throws Exception {
    List<TransferGrant> grants =
        IntStream.range(0, Race.RUNNERS).mapToObj(i -> grantTo(newUser())).toList();

    List<TransferResult> answers = Race.run(i -> () -> transfer(grants.get(i)));

    UserId winner = found().owner().orElseThrow();
    assertThat(answers).containsOnlyOnce(new TransferResult.Moved(found(), owner));
    assertThat(answers)
        .filteredOn(TransferResult.OwnerChanged.class::isInstance)
        .hasSize(Race.RUNNERS - 1);
    assertThat(found().epoch()).isEqualTo(new Epoch(2));
    assertThat(store().custody(found().id())).contains(credentialsOf(winner));
    assertThat(noticesOf(owner)).hasSize(1);
    assertEpochsAreGapless();
  }

  @Test
  void exactlyOneOfManyConcurrentUsesMovesTheAccount() throws Exception {
    TransferGrant grant = grantTo(bob());

    List<TransferResult> answers = Race.run(i -> () -> transfer(grant));

    assertThat(answers).containsOnlyOnce(new TransferResult.Moved(found(), owner));
    assertThat(answers)
        .filteredOn(new TransferResult.AlreadyMoved(found())::equals)
        .hasSize(Race.RUNNERS - 1);
    assertThat(noticesOf(owner)).hasSize(1);
    assertEpochsAreGapless();
  }

  @Test
  void aReleaseConcurrentWithTransfersLeavesNoOrphanCredentials() throws Exception {
    CloudAccount account = owned();
    List<Callable<Object>> calls =
        IntStream.range(0, Race.RUNNERS)
            .<Callable<Object>>mapToObj(
                i -> {
                  if (i % 2 == 0) {
                    return () -> store().accounts().release(account.id(), owner);
                  }
                  TransferGrant grant = grantTo(newUser());
                  return () -> transfer(grant);
                })
            .toList();

    List<Object> answers = Race.run(calls);

    assertThat(answers)
        .filteredOn(
            a -> a instanceof TransferResult.Moved || a instanceof ReleaseResult.ReleasedNow)
        .hasSize(1);
    assertThat(found().epoch()).isEqualTo(new Epoch(2));
    assertThat(store().custody(account.id()))
        .isEqualTo(found().owner().map(Samples::credentialsOf));
    assertThat(noticesOf(owner)).hasSize(found().owner().isPresent() ? 1 : 0);
    assertEpochsAreGapless();
  }

  @Test
  void aRenewalByTheFormerOwnerNeverOverwritesNewCredentials() throws Exception {
    TransferGrant grant = grantTo(bob());

    Race.run(
        i -> () -> i == 0 ? transfer(grant) : store().accounts().renew(claim(drive, owner), true));

    assertThat(found().owner()).contains(bob());
    assertThat(found().label()).isEqualTo(Samples.label(bob()));
    assertThat(store().custody(found().id())).contains(credentialsOf(bob()));
    assertEpochsAreGapless();
  }

  @Test
  void offersNothingForAnAccountWhoseOwnerHasGoneSinceTheLookUp() {
    CloudAccount seen = owned();
    store().accounts().release(seen.id(), owner);

    assertThat(offer(seen, newUser(), 5)).isEqualTo(new OfferResult.NoLongerOwned());
  }
}
