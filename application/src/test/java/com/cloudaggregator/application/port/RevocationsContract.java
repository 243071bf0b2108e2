package com.cloudaggregator.application.port;

import static com.cloudaggregator.application.port.Samples.claim;
import static com.cloudaggregator.application.port.Samples.newDrive;
import static com.cloudaggregator.application.port.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.port.CloudAccounts.Revocable;
import com.cloudaggregator.application.port.Revocations.Due;
import com.cloudaggregator.application.port.Revocations.Standing;
import com.cloudaggregator.application.port.Revocations.Successor;
import com.cloudaggregator.application.port.Revocations.TokenKind;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of revocations promises: {@link Revocations}, line by line. */
public abstract class RevocationsContract {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  private final UserId owner = newUser();
  private final NewClaim claim = claim(newDrive(), owner);
  private final Provider provider = claim.account().provider();

  /** The store under test; it may hold rows of other tests, none of them due. */
  protected abstract OwnershipStore store();

  private Revocations revocations() {
    return store().revocations();
  }

  /** What other tests left is out of the way. */
  @BeforeEach
  void settleTheRest() {
    for (Optional<Due> due = next(); due.isPresent(); due = next()) {
      revocations().settle(due.get(), RevocationState.REVOKED);
    }
  }

  private Optional<Due> next() {
    return revocations().claim(LEASE, Set.of());
  }

  private CloudAccount connected() {
    return ((ClaimResult.Claimed) store().accounts().claim(claim)).account();
  }

  private ReleaseResult.ReleasedNow released(CloudAccount account, Duration delay) {
    return (ReleaseResult.ReleasedNow)
        store().accounts().release(account.id(), owner, new Revocable(Set.of(provider), delay));
  }

  private ReleaseResult.ReleasedNow released() {
    return released(connected(), Duration.ZERO);
  }

  private DisconnectedAccount shown() {
    return revocations().of(owner, 10).getFirst();
  }

  private void isSettled(RevocationState state) {
    assertThat(shown().revocation()).isEqualTo(state);
    assertThat(store().keepsTokenOf(shown())).isFalse();
    assertThat(next()).isEmpty();
  }

  @Test
  void aReleaseLeavesOneRequestWithTheRefreshTokenOfTheFormerOwner() {
    ReleaseResult.ReleasedNow answer = released();

    assertThat(answer.revocation()).isEqualTo(RevocationState.PENDING);
    assertThat(shown()).isEqualTo(new DisconnectedAccount(
        shown().id(), answer.account().id(), provider, claim.label().masked(), answer.account().connectedAt(),
        RevocationState.PENDING));
    Due due = next().orElseThrow();
    assertThat(due).isEqualTo(new Due(
        shown().id(), provider, TokenKind.REFRESH_TOKEN, claim.credentials().refreshTokenOrNull(), 1));
    assertThat(due.toString()).doesNotContain(claim.credentials().refreshToken().orElseThrow().reveal());
  }

  @Test
  void theAccessTokenServesWhereThereIsNoRefreshToken() {
    Credentials whole = claim.credentials();
    NewClaim without = new NewClaim(claim.account(), owner, claim.label(),
        new Credentials(whole.accessToken(), null, whole.accessTokenExpiresAt(), whole.scopes()));
    released(((ClaimResult.Claimed) store().accounts().claim(without)).account(), Duration.ZERO);

    assertThat(next().orElseThrow()).extracting(Due::kind, Due::token)
        .containsExactly(TokenKind.ACCESS_TOKEN, whole.accessToken());
  }

  @Test
  void whereNobodyCanBeAskedNothingIsKeptAndItIsSaidSo() {
    CloudAccount account = connected();

    ReleaseResult answer =
        store().accounts().release(account.id(), owner, new Revocable(Set.of(new Provider("other")), Duration.ZERO));

    assertThat(((ReleaseResult.ReleasedNow) answer).revocation()).isEqualTo(RevocationState.UNSUPPORTED);
    isSettled(RevocationState.UNSUPPORTED);
  }

  @Test
  void whoDoesNotOwnItAsksForNothing() {
    CloudAccount account = connected();
    UserId other = newUser();

    store().accounts().release(account.id(), other, new Revocable(Set.of(provider), Duration.ZERO));

    assertThat(next()).isEmpty();
    assertThat(revocations().of(other, 10)).isEmpty();
  }

  @Test
  void itIsNotDueBeforeItsDelay() {
    released(connected(), Duration.ofHours(1));

    assertThat(next()).isEmpty();
    assertThat(revocations().longestWait()).isZero();
    assertThat(store().keepsTokenOf(shown())).isTrue();
  }

  @Test
  void aProviderThatIsPassedOverIsNotHandedOut() {
    released();

    assertThat(revocations().claim(LEASE, Set.of(provider))).isEmpty();
    assertThat(next()).isPresent();
  }

  @Test
  void whatIsClaimedIsNobodyElsesUntilTheLeaseIsOver() {
    released();
    Due first = revocations().claim(Duration.ZERO, Set.of()).orElseThrow();
    Due second = next().orElseThrow();

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(next()).isEmpty();
    assertThat(revocations().check(first)).isEqualTo(Standing.LOST);
    revocations().settle(first, RevocationState.FAILED);
    revocations().postpone(first, Duration.ZERO);
    assertThat(shown().revocation()).isEqualTo(RevocationState.PENDING);
    assertThat(next()).isEmpty();
    assertThat(revocations().check(second)).isEqualTo(Standing.STANDS);
  }

  @Test
  void ofAllNodesOneGetsIt() throws InterruptedException, ExecutionException {
    released();

    List<Optional<Due>> answers = Race.run(i -> this::next);

    assertThat(answers.stream().flatMap(Optional::stream)).hasSize(1);
  }

  @Test
  void aFinalStateDestroysTheToken() {
    released();
    revocations().settle(next().orElseThrow(), RevocationState.REVOKED);

    isSettled(RevocationState.REVOKED);
  }

  @Test
  void whatIsPostponedComesAgain() {
    released();
    Due due = next().orElseThrow();
    revocations().postpone(due, Duration.ZERO);

    Due again = next().orElseThrow();

    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.token()).isEqualTo(due.token());
  }

  @Test
  void anAccountThatIsConnectedAgainByAnyoneOvertakesIt() {
    ReleaseResult.ReleasedNow released = released();
    Due due = next().orElseThrow();
    NewClaim anothers = new NewClaim(claim.account(), newUser(), claim.label(), claim.credentials());
    assertThat(store().accounts().adopt(anothers, released.account().epoch())).isInstanceOf(AdoptResult.Adopted.class);

    assertThat(revocations().check(due)).isEqualTo(Standing.OVERTAKEN);
    isSettled(RevocationState.DROPPED);
    assertThat(revocations().check(due)).isEqualTo(Standing.LOST);
  }

  private @Nullable Instant expiryFor(UserId user, AccountId account) {
    return store().keeping().read(account, user).orElseThrow().credentials().orElseThrow().accessTokenExpiresAt();
  }

  @Test
  void whoConnectsItAgainBeforeItIsClaimedKeepsHisAccessToken() {
    ReleaseResult.ReleasedNow released = released();
    NewClaim anothers = lasting(newUser());
    store().accounts().adopt(anothers, released.account().epoch());

    assertThat(expiryFor(anothers.claimant(), released.account().id())).isEqualTo(FAR);
  }

  @Test
  void theAccessTokenOfWhoConnectedItDuringTheCallCountsAsExpired() {
    ReleaseResult.ReleasedNow released = released();
    Due due = next().orElseThrow();
    assertThat(revocations().check(due)).isEqualTo(Standing.STANDS);
    assertThat(revocations().doubt(due)).as("nobody has it").isEmpty();
    NewClaim anothers = lasting(newUser());
    CloudAccount adopted =
        ((AdoptResult.Adopted) store().accounts().adopt(anothers, released.account().epoch())).account();

    assertThat(revocations().doubt(due))
        .contains(new Successor(adopted.id(), anothers.claimant(), adopted.epoch()));
    assertThat(expiryFor(anothers.claimant(), adopted.id())).isBefore(FAR);
    revocations().settle(due, RevocationState.REVOKED);
    isSettled(RevocationState.REVOKED);
  }

  /** Its refresh may have come before the end of the grant, and its answer comes after the mark. */
  @Test
  void whatARefreshBringsThatWasUnderWayThenCountsAsExpiredToo() {
    ReleaseResult.ReleasedNow released = released();
    Due due = next().orElseThrow();
    assertThat(revocations().check(due)).isEqualTo(Standing.STANDS);
    NewClaim anothers = lasting(newUser());
    AccountId account = released.account().id();
    store().accounts().adopt(anothers, released.account().epoch());
    Custody.Lease underWay = lease(account, anothers.claimant());

    assertThat(revocations().doubt(due)).isPresent();

    assertThat(store().keeping().store(underWay, anothers.credentials())).isEqualTo(Custody.StoreResult.DOUBTED);
    assertThat(expiryFor(anothers.claimant(), account)).isBefore(FAR);
    Custody.Lease after = lease(account, anothers.claimant());
    assertThat(store().keeping().store(after, anothers.credentials())).isEqualTo(Custody.StoreResult.STORED);
    assertThat(expiryFor(anothers.claimant(), account)).isEqualTo(FAR);
  }

  private Custody.Lease lease(AccountId account, UserId owner) {
    Custody.Holding seen = store().keeping().read(account, owner).orElseThrow();
    return store().keeping().lease(seen, LEASE).orElseThrow();
  }

  @Test
  void theAccessTokenOfWhoConnectsItRightAfterTheCallDoesSoToo() {
    ReleaseResult.ReleasedNow released = released();
    revocations().settle(next().orElseThrow(), RevocationState.REVOKED);
    NewClaim anothers = lasting(newUser());
    store().accounts().adopt(anothers, released.account().epoch());

    assertThat(expiryFor(anothers.claimant(), released.account().id())).isBefore(FAR);
  }

  /** With an access token that is good whatever the clock of the store. */
  private NewClaim lasting(UserId user) {
    Credentials whole = claim.credentials();
    return new NewClaim(claim.account(), user, claim.label(), new Credentials(
        whole.accessToken(), whole.refreshTokenOrNull(), FAR, whole.scopes()));
  }

  @Test
  void whatHisSuccessorLetsGoIsNotShownToTheFirst() {
    ReleaseResult.ReleasedNow released = released();
    UserId second = newUser();
    store().accounts().adopt(
        new NewClaim(claim.account(), second, claim.label(), claim.credentials()), released.account().epoch());
    store().accounts().release(released.account().id(), second, new Revocable(Set.of(provider), Duration.ZERO));

    assertThat(revocations().of(owner, 10)).hasSize(1);
    assertThat(revocations().of(second, 10)).hasSize(1).doesNotContain(shown());
    assertThat(Objects.requireNonNull(shown().account())).isEqualTo(revocations().of(second, 1).getFirst().account());
  }
}
