package com.cloudaggregator.application.account;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.claimWithoutRefreshToken;
import static com.cloudaggregator.application.testing.Samples.credentialsOf;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.testing.OwnershipStore.Change;
import com.cloudaggregator.application.testing.OwnershipStore.OwnerChangeCause;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.testing.Samples;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.ownership.Ownership;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.ownership.TransferGrant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract of {@link CloudAccounts}, run against every implementation. */
public abstract class CloudAccountsContract {
  private final ProviderAccountId drive = newDrive();

  /** The store under test; it may contain rows of other tests. */
  protected abstract OwnershipStore store();

  private CloudAccounts accounts() {
    return store().accounts();
  }

  private CloudAccount connect(ProviderAccountId account, UserId user) {
    return ((ClaimResult.Claimed) accounts().claim(claim(account, user))).account();
  }

  private CloudAccount release(CloudAccount account, UserId owner) {
    return ((ReleaseResult.ReleasedNow) accounts().release(account.id(), owner)).account();
  }

  private CloudAccount found() {
    return accounts().find(drive).orElseThrow();
  }

  /**
   * Exactly one history row and one event per epoch from the first on; the last one is the
   * account's current epoch.
   */
  private void assertEpochsAreGapless(CloudAccount account) {
    List<Epoch> all =
        LongStream.rangeClosed(1, account.epoch().value()).mapToObj(Epoch::new).toList();
    assertThat(store().history(account.id())).extracting(Change::epoch).isEqualTo(all);
    assertThat(store().announced(account.id())).isEqualTo(all);
  }

  @Test
  void aClaimMakesTheFirstOwnerAtTheFirstEpoch() {
    CloudAccount account = connect(drive, alice());

    assertThat(account.providerAccount()).isEqualTo(drive);
    assertThat(account.owner()).contains(alice());
    assertThat(account.epoch()).isEqualTo(Epoch.FIRST);
    assertThat(account.status()).isEqualTo(AccountStatus.CONNECTED);
    assertThat(account.label()).isEqualTo(Samples.label(alice()));
    assertThat(found()).isEqualTo(account);
    assertThat(store().custody(account.id())).contains(credentialsOf(alice()));
    assertThat(store().history(account.id()))
        .containsExactly(new Change(Epoch.FIRST, null, alice(), OwnerChangeCause.CONNECTED));
    assertEpochsAreGapless(account);
  }

  @Test
  void anOwnerNamesTheirAccountUntilTheOwnershipEnds() {
    CloudAccount account = connect(drive, alice());
    Nickname work = new Nickname("Work");

    assertThat(accounts().name(account.id(), bob(), work)).isFalse();
    assertThat(found().nickname()).isEqualTo(Nickname.NONE);
    assertThat(accounts().name(account.id(), alice(), work)).isTrue();

    assertThat(accounts().findOwned(account.id(), alice())).contains(account.withNickname(work));
    assertThat(accounts().listOwned(alice(), null, 1000))
        .extracting(owned -> owned.account().nickname())
        .contains(work);
    accounts().renew(claim(drive, alice()), true);
    assertThat(found().nickname()).as("after a reconnect").isEqualTo(work);
    accounts().name(account.id(), alice(), Nickname.NONE);
    assertThat(found().nickname()).isEqualTo(Nickname.NONE);

    accounts().name(account.id(), alice(), work);
    release(found(), alice());
    assertThat(found().nickname()).as("after the release").isEqualTo(Nickname.NONE);
    assertThat(accounts().name(account.id(), alice(), work)).isFalse();
  }

  @Test
  void aGrantRemembersTheClientThatObtainedIt() {
    accounts().claim(obtainedBy("second", claim(drive, alice())));
    assertThat(client()).isEqualTo("second");

    accounts().renew(obtainedBy("third", claim(drive, alice())), true);
    assertThat(client()).isEqualTo("third");

    accounts().renew(obtainedBy("fourth", claimWithoutRefreshToken(drive, alice())), true);
    assertThat(client()).as("of the refresh token, which stays").isEqualTo("third");

    release(found(), alice());
    accounts().adopt(obtainedBy("second", claim(drive, bob())), found().epoch());
    assertThat(client()).isEqualTo("second");

    OwnedByAnother standing = (OwnedByAnother) Ownership.decide(found(), alice());
    TransferGrant offer =
        ((OfferResult.Offered)
                store()
                    .requests()
                    .offer(
                        obtainedBy("third", claim(drive, alice())),
                        standing,
                        Duration.ofMinutes(5),
                        5))
            .grant();
    store().requests().transfer(offer.id(), alice(), new TransferLimits(Duration.ZERO, 100));
    assertThat(found().owner()).contains(alice());
    assertThat(client()).isEqualTo("third");
  }

  private static NewClaim obtainedBy(String client, NewClaim claim) {
    return new NewClaim(
        claim.account(),
        claim.claimant(),
        claim.label(),
        claim.credentials().by(new Provider(client)));
  }

  private @Nullable String client() {
    return store()
        .custody(found().id())
        .map(Credentials::clientOrNull)
        .map(Provider::id)
        .orElse(null);
  }

  @Test
  void aSecondClaimByAnyUserIsADuplicateOfTheGlobalConstraint() {
    CloudAccount account = connect(drive, alice());
    ClaimResult duplicate =
        new ClaimResult.Duplicate(
            new DuplicateAccount(drive, "uniq_cloud_provider_accounts_global"));

    assertThat(accounts().claim(claim(drive, bob()))).isEqualTo(duplicate);
    assertThat(accounts().claim(claim(drive, alice()))).isEqualTo(duplicate);

    assertThat(found()).isEqualTo(account);
    assertThat(store().custody(account.id())).contains(credentialsOf(alice()));
    assertEpochsAreGapless(account);
  }

  @Test
  void aClaimOfAReleasedAccountIsADuplicateToo() {
    release(connect(drive, alice()), alice());

    assertThat(accounts().claim(claim(drive, bob()))).isInstanceOf(ClaimResult.Duplicate.class);
    assertThat(found().owner()).isEmpty();
  }

  @Test
  void theSameSubjectAtAnotherProviderIsAnotherAccount() {
    connect(drive, alice());

    assertThat(accounts().claim(claim(ProviderAccountId.of("googledrive", drive.subject()), bob())))
        .isInstanceOf(ClaimResult.Claimed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "abc,ABC",
    "abc,abC",
    "62c0cfcdf8b5bc8c,062c0cfcdf8b5bc8c",
    "a.b,a_b",
    "a%,ab",
    "dbid:a,dbid:A"
  })
  void subjectsAreComparedByteByByte(String one, String other) {
    String own = drive.subject();
    ProviderAccountId first = ProviderAccountId.of("onedrive", own + one);
    ProviderAccountId second = ProviderAccountId.of("onedrive", own + other);
    CloudAccount alices = connect(first, alice());
    CloudAccount bobs = connect(second, bob());

    assertThat(accounts().find(first)).contains(alices);
    assertThat(accounts().find(second)).contains(bobs);
  }

  @Test
  void theLongestIdentitiesAreNotTruncated() {
    String longest = drive.subject() + "x".repeat(255 - drive.subject().length());
    UserId user = new UserId("u".repeat(255));
    ProviderAccountId account = ProviderAccountId.of("p".repeat(32), longest);

    CloudAccount connected = connect(account, user);

    assertThat(accounts().find(account)).contains(connected);
    assertThat(accounts().findOwned(connected.id(), user)).contains(connected);
  }

  @Test
  void aLabelIsStoredUnchanged() {
    NewClaim odd =
        new NewClaim(
            drive, alice(), new AccountLabel("Ünïcödé '\"; -- 💾"), credentialsOf(alice()));

    accounts().claim(odd);

    assertThat(found().label()).isEqualTo(odd.label());
  }

  @Test
  void anUnclaimedAccountIsNotFound() {
    assertThat(accounts().find(drive)).isEmpty();
    assertThat(accounts().findOwned(new AccountId(new UUID(0, 1)), alice())).isEmpty();
  }

  @Test
  void onlyTheOwnerFindsAnAccountById() {
    CloudAccount account = connect(drive, alice());

    assertThat(accounts().findOwned(account.id(), alice())).contains(account);
    assertThat(accounts().findOwned(account.id(), bob())).isEmpty();
    release(account, alice());
    assertThat(accounts().findOwned(account.id(), alice())).isEmpty();
  }

  @Test
  void exactlyOneOfManyConcurrentClaimsBecomesTheOwner() throws Exception {
    List<ClaimResult> answers =
        Race.run(i -> () -> accounts().claim(claim(drive, new UserId("claimant-" + i))));

    CloudAccount account = found();
    assertThat(answers).containsOnlyOnce(new ClaimResult.Claimed(account));
    assertThat(answers)
        .filteredOn(ClaimResult.Duplicate.class::isInstance)
        .hasSize(Race.RUNNERS - 1);
    assertThat(account.epoch()).isEqualTo(Epoch.FIRST);
    assertThat(store().custody(account.id()))
        .contains(credentialsOf(account.owner().orElseThrow()));
    assertEpochsAreGapless(account);
  }

  @Test
  void exactlyOneOfManyConcurrentClaimsByOneUserIsClaimed() throws Exception {
    List<ClaimResult> answers = Race.run(i -> () -> accounts().claim(claim(drive, alice())));

    assertThat(answers).containsOnlyOnce(new ClaimResult.Claimed(found()));
    assertEpochsAreGapless(found());
  }

  @Test
  void renewingStoresFreshCredentialsAndLabelAtTheSameEpoch() {
    CloudAccount account = connect(drive, alice());
    Credentials fresh =
        new Credentials(new Secret("fresh access"), new Secret("fresh refresh"), null, Set.of());
    NewClaim again = new NewClaim(drive, alice(), new AccountLabel("new@outlook.com"), fresh);

    RenewResult answer = accounts().renew(again, true);

    assertThat(answer).isEqualTo(new RenewResult.Renewed(found()));
    assertThat(found().label()).isEqualTo(again.label());
    assertThat(found().epoch()).isEqualTo(account.epoch());
    assertThat(found().id()).isEqualTo(account.id());
    assertThat(found().connectedAt()).isEqualTo(account.connectedAt());
    assertThat(store().custody(account.id())).contains(fresh);
    assertEpochsAreGapless(found());
  }

  @Test
  void renewingKeepsTheStoredRefreshTokenIfTheClaimHasNone() {
    CloudAccount account = connect(drive, alice());
    Credentials fresh =
        new Credentials(new Secret("fresh access"), null, null, Set.of("Files.Read"));

    RenewResult answer =
        accounts().renew(new NewClaim(drive, alice(), AccountLabel.NONE, fresh), true);

    assertThat(answer).isInstanceOf(RenewResult.Renewed.class);
    assertThat(store().custody(account.id()))
        .contains(
            new Credentials(
                new Secret("fresh access"),
                new Secret("refresh-of-alice"),
                null,
                Set.of("Files.Read")));
  }

  @Test
  void renewingIsRefusedIfNeitherClaimNorRowHasARequiredRefreshToken() {
    NewClaim without = claimWithoutRefreshToken(drive, alice());
    CloudAccount account = ((ClaimResult.Claimed) accounts().claim(without)).account();

    assertThat(accounts().renew(without, true)).isEqualTo(new RenewResult.RefreshTokenMissing());
    assertThat(found()).isEqualTo(account);
    assertThat(accounts().renew(without, false)).isInstanceOf(RenewResult.Renewed.class);
  }

  @Test
  void renewingByAnyoneElseChangesNothing() {
    assertThat(accounts().renew(claim(drive, bob()), true))
        .isEqualTo(new RenewResult.NotTheOwner());
    assertThat(accounts().find(drive)).isEmpty();

    CloudAccount account = connect(drive, alice());
    assertThat(accounts().renew(claim(drive, bob()), true))
        .isEqualTo(new RenewResult.NotTheOwner());
    assertThat(accounts().renew(claimWithoutRefreshToken(drive, bob()), true))
        .isEqualTo(new RenewResult.NotTheOwner());
    assertThat(found()).isEqualTo(account);
    assertThat(store().custody(account.id())).contains(credentialsOf(alice()));
  }

  @Test
  void renewingDoesNotReviveAReleasedAccount() {
    CloudAccount released = release(connect(drive, alice()), alice());

    assertThat(accounts().renew(claim(drive, alice()), true))
        .isEqualTo(new RenewResult.NotTheOwner());
    assertThat(found()).isEqualTo(released);
    assertThat(store().custody(released.id())).isEmpty();
  }

  @Test
  void releasingEndsTheOwnershipAtTheNextEpochAndDestroysTheCredentials() {
    CloudAccount account = connect(drive, alice());

    ReleaseResult answer = accounts().release(account.id(), alice());

    assertThat(answer)
        .isEqualTo(new ReleaseResult.ReleasedNow(found(), RevocationState.UNSUPPORTED));
    assertThat(found().id()).isEqualTo(account.id());
    assertThat(found().owner()).isEmpty();
    assertThat(found().status()).isEqualTo(AccountStatus.RELEASED);
    assertThat(found().epoch()).isEqualTo(new Epoch(2));
    assertThat(store().custody(account.id())).isEmpty();
    assertThat(store().history(account.id()))
        .last()
        .isEqualTo(new Change(new Epoch(2), alice(), null, OwnerChangeCause.RELEASED));
    assertEpochsAreGapless(found());
  }

  @Test
  void releasingByAnyoneElseChangesNothing() {
    CloudAccount account = connect(drive, alice());

    assertThat(accounts().release(account.id(), bob())).isEqualTo(new ReleaseResult.NotTheOwner());
    assertThat(accounts().release(new AccountId(new UUID(0, 1)), alice()))
        .isEqualTo(new ReleaseResult.NotTheOwner());
    assertThat(found()).isEqualTo(account);
  }

  @Test
  void aRepeatedReleaseIsAnsweredFromTheFirstOneUntilTheAccountHasAnOwnerAgain() {
    CloudAccount account = connect(drive, alice());
    CloudAccount released = release(account, alice());

    assertThat(accounts().release(account.id(), alice()))
        .isEqualTo(new ReleaseResult.ReleasedBefore(released, RevocationState.UNSUPPORTED));
    assertThat(accounts().release(account.id(), bob())).isEqualTo(new ReleaseResult.NotTheOwner());
    assertThat(found()).isEqualTo(released);
    assertEpochsAreGapless(released);

    accounts().adopt(claim(drive, bob()), released.epoch());
    assertThat(accounts().release(account.id(), alice()))
        .isEqualTo(new ReleaseResult.NotTheOwner());
    release(found(), bob());
    assertThat(accounts().release(account.id(), alice()))
        .isEqualTo(new ReleaseResult.NotTheOwner());
  }

  @Test
  void adoptingMakesTheClaimantTheOwnerAtTheNextEpochWithTheirOwnCredentials() {
    CloudAccount released = release(connect(drive, alice()), alice());

    AdoptResult answer = accounts().adopt(claim(drive, bob()), released.epoch());

    assertThat(answer).isEqualTo(new AdoptResult.Adopted(found()));
    assertThat(found().id()).isEqualTo(released.id());
    assertThat(found().owner()).contains(bob());
    assertThat(found().epoch()).isEqualTo(new Epoch(3));
    assertThat(found().label()).isEqualTo(Samples.label(bob()));
    assertThat(store().custody(released.id())).contains(credentialsOf(bob()));
    assertThat(store().history(released.id()))
        .last()
        .isEqualTo(new Change(new Epoch(3), null, bob(), OwnerChangeCause.ADOPTED));
    assertEpochsAreGapless(found());
  }

  @Test
  void adoptingNeverKeepsTheFormerOwnersRefreshToken() {
    CloudAccount released = release(connect(drive, alice()), alice());

    accounts().adopt(claimWithoutRefreshToken(drive, bob()), released.epoch());

    assertThat(store().custody(released.id()).orElseThrow().refreshToken()).isEmpty();
  }

  @Test
  void adoptingIsRefusedAtAnyOtherEpochAndWhileItIsOwned() {
    assertThat(accounts().adopt(claim(drive, bob()), Epoch.FIRST))
        .isEqualTo(new AdoptResult.NoLongerReleased());
    CloudAccount account = connect(drive, alice());
    assertThat(accounts().adopt(claim(drive, bob()), account.epoch()))
        .isEqualTo(new AdoptResult.NoLongerReleased());

    CloudAccount released = release(account, alice());
    assertThat(accounts().adopt(claim(drive, bob()), Epoch.FIRST))
        .isEqualTo(new AdoptResult.NoLongerReleased());
    assertThat(accounts().adopt(claim(drive, bob()), released.epoch().next()))
        .isEqualTo(new AdoptResult.NoLongerReleased());
    assertThat(found()).isEqualTo(released);
    assertEpochsAreGapless(released);
  }

  @Test
  void exactlyOneOfManyConcurrentAdoptionsSucceeds() throws Exception {
    CloudAccount released = release(connect(drive, alice()), alice());

    List<AdoptResult> answers =
        Race.run(
            i ->
                () -> accounts().adopt(claim(drive, new UserId("adopter-" + i)), released.epoch()));

    CloudAccount adopted = found();
    assertThat(answers).containsOnlyOnce(new AdoptResult.Adopted(adopted));
    assertThat(answers)
        .filteredOn(AdoptResult.NoLongerReleased.class::isInstance)
        .hasSize(Race.RUNNERS - 1);
    assertThat(adopted.epoch()).isEqualTo(new Epoch(3));
    assertThat(store().custody(adopted.id()))
        .contains(credentialsOf(adopted.owner().orElseThrow()));
    assertEpochsAreGapless(adopted);
  }

  @Test
  void exactlyOneOfManyConcurrentReleasesIncrementsTheEpoch() throws Exception {
    CloudAccount account = connect(drive, alice());

    List<ReleaseResult> answers = Race.run(i -> () -> accounts().release(account.id(), alice()));

    assertThat(answers)
        .containsOnlyOnce(new ReleaseResult.ReleasedNow(found(), RevocationState.UNSUPPORTED));
    assertThat(answers)
        .filteredOn(ReleaseResult.ReleasedBefore.class::isInstance)
        .hasSize(Race.RUNNERS - 1);
    assertEpochsAreGapless(found());
  }

  @Test
  void aRenewalConcurrentWithAReleaseLeavesNoCredentials() throws Exception {
    CloudAccount account = connect(drive, alice());

    List<Object> answers =
        Race.run(
            i ->
                () ->
                    i % 2 == 0
                        ? accounts().renew(claim(drive, alice()), true)
                        : accounts().release(account.id(), alice()));

    assertThat(answers)
        .containsOnlyOnce(new ReleaseResult.ReleasedNow(found(), RevocationState.UNSUPPORTED));
    assertThat(found().owner()).isEmpty();
    assertThat(store().custody(account.id())).isEmpty();
    assertEpochsAreGapless(found());
  }

  @Test
  void listsTheAccountsOfAnOwnerByIdInPagesWithoutRepetition() {
    UserId owner = newUser();
    List<CloudAccount> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(connect(newDrive(), owner));
    }
    all.sort(Comparator.comparing(account -> account.id().toString()));
    release(connect(newDrive(), owner), owner);
    connect(newDrive(), newUser());

    List<CloudAccount> paged = new ArrayList<>();
    @Nullable AccountId after = null;
    for (int page = 0; page < 3; page++) {
      List<CloudAccount> rows = owned(owner, after, 2);
      paged.addAll(rows);
      after = rows.getLast().id();
    }

    assertThat(paged).isEqualTo(all);
    assertThat(owned(owner, after, 2)).isEmpty();
    assertThat(owned(owner, null, 500)).isEqualTo(all);
    assertThat(owned(newUser(), null, 500)).isEmpty();
  }

  private List<CloudAccount> owned(UserId owner, @Nullable AccountId after, int limit) {
    return accounts().listOwned(owner, after, limit).stream().map(OwnedAccount::account).toList();
  }
}
