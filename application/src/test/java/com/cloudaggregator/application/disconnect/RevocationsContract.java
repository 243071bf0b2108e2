package com.cloudaggregator.application.disconnect;

import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.disconnect.Revocations.ClaimCheck;
import com.cloudaggregator.application.disconnect.Revocations.ClaimedRevocation;
import com.cloudaggregator.application.disconnect.Revocations.Successor;
import com.cloudaggregator.application.disconnect.Revocations.TokenKind;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
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

/** Contract of {@link Revocations}, run against every implementation. */
public abstract class RevocationsContract {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  /** In the past for every clock, however wrong it is. */
  private static final Instant LONG_AGO = Instant.parse("2000-01-01T00:00:00Z");

  private final UserId owner = newUser();
  private final NewClaim claim = claim(newDrive(), owner);
  private final Provider provider = claim.account().provider();

  /** The store under test; it may contain rows of other tests, but none that are due. */
  protected abstract OwnershipStore store();

  private Revocations revocations() {
    return store().revocations();
  }

  /** Makes sure that requests of other tests are not due. */
  @BeforeEach
  void settleTheRest() {
    for (Optional<ClaimedRevocation> due = next(); due.isPresent(); due = next()) {
      revocations().settle(due.get(), RevocationState.REVOKED);
    }
  }

  private Optional<ClaimedRevocation> next() {
    return revocations().claim(LEASE, Set.of());
  }

  private CloudAccount connected() {
    return ((ClaimResult.Claimed) store().accounts().claim(claim)).account();
  }

  private ReleaseResult.ReleasedNow released(CloudAccount account, Duration delay) {
    return (ReleaseResult.ReleasedNow)
        store()
            .accounts()
            .release(account.id(), owner, new RevocationTerms(Set.of(provider), delay));
  }

  private ReleaseResult.ReleasedNow released() {
    return released(connected(), Duration.ZERO);
  }

  private DisconnectedAccount shown() {
    return revocations().listByFormerOwner(owner, 10).getFirst();
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
    assertThat(shown())
        .isEqualTo(
            new DisconnectedAccount(
                shown().id(),
                answer.account().id(),
                provider,
                claim.label().maskedForLastOwner(),
                answer.account().connectedAt(),
                RevocationState.PENDING));
    ClaimedRevocation due = next().orElseThrow();
    assertThat(due)
        .isEqualTo(
            new ClaimedRevocation(
                shown().id(),
                provider,
                TokenKind.REFRESH_TOKEN,
                claim.credentials().refreshTokenOrNull(),
                1));
    assertThat(due.toString())
        .doesNotContain(claim.credentials().refreshToken().orElseThrow().reveal());
  }

  @Test
  void usesTheAccessTokenIfThereIsNoRefreshToken() {
    Credentials whole = claim.credentials();
    NewClaim without =
        new NewClaim(
            claim.account(),
            owner,
            claim.label(),
            new Credentials(
                whole.accessToken(), null, whole.accessTokenExpiresAt(), whole.scopes()));
    released(((ClaimResult.Claimed) store().accounts().claim(without)).account(), Duration.ZERO);

    assertThat(next().orElseThrow())
        .extracting(ClaimedRevocation::kind, ClaimedRevocation::token)
        .containsExactly(TokenKind.ACCESS_TOKEN, whole.accessToken());
  }

  @Test
  void keepsNoTokenIfTheProviderCannotRevoke() {
    CloudAccount account = connected();

    ReleaseResult answer =
        store()
            .accounts()
            .release(
                account.id(),
                owner,
                new RevocationTerms(Set.of(new Provider("other")), Duration.ZERO));

    assertThat(((ReleaseResult.ReleasedNow) answer).revocation())
        .isEqualTo(RevocationState.UNSUPPORTED);
    isSettled(RevocationState.UNSUPPORTED);
  }

  @Test
  void aReleaseByAnotherUserRequestsNoRevocation() {
    CloudAccount account = connected();
    UserId other = newUser();

    store()
        .accounts()
        .release(account.id(), other, new RevocationTerms(Set.of(provider), Duration.ZERO));

    assertThat(next()).isEmpty();
    assertThat(revocations().listByFormerOwner(other, 10)).isEmpty();
  }

  @Test
  void aRequestIsNotDueBeforeItsDelay() {
    released(connected(), Duration.ofHours(1));

    assertThat(next()).isEmpty();
    assertThat(revocations().longestWait()).isZero();
    assertThat(store().keepsTokenOf(shown())).isTrue();
  }

  @Test
  void skippedProvidersAreNotClaimed() {
    released();

    assertThat(revocations().claim(LEASE, Set.of(provider))).isEmpty();
    assertThat(next()).isPresent();
  }

  @Test
  void aClaimIsExclusiveUntilItsLeaseExpires() {
    released();
    ClaimedRevocation first = revocations().claim(Duration.ZERO, Set.of()).orElseThrow();
    ClaimedRevocation second = next().orElseThrow();

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(next()).isEmpty();
    assertThat(revocations().check(first)).isEqualTo(ClaimCheck.CLAIM_LOST);
    revocations().settle(first, RevocationState.FAILED);
    revocations().postpone(first, Duration.ZERO);
    assertThat(shown().revocation()).isEqualTo(RevocationState.PENDING);
    assertThat(next()).isEmpty();
    assertThat(revocations().check(second)).isEqualTo(ClaimCheck.STILL_RELEASED);
  }

  @Test
  void exactlyOneOfManyConcurrentClaimsSucceeds() throws InterruptedException, ExecutionException {
    released();

    List<Optional<ClaimedRevocation>> answers = Race.run(i -> this::next);

    assertThat(answers.stream().flatMap(Optional::stream)).hasSize(1);
  }

  @Test
  void aFinalStateDestroysTheToken() {
    released();
    revocations().settle(next().orElseThrow(), RevocationState.REVOKED);

    isSettled(RevocationState.REVOKED);
  }

  @Test
  void aPostponedRequestBecomesDueAgain() {
    released();
    ClaimedRevocation due = next().orElseThrow();
    revocations().postpone(due, Duration.ZERO);

    ClaimedRevocation again = next().orElseThrow();

    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.token()).isEqualTo(due.token());
  }

  @Test
  void aRequestIsDroppedOnceTheAccountIsConnectedAgain() {
    ReleaseResult.ReleasedNow released = released();
    ClaimedRevocation due = next().orElseThrow();
    NewClaim anothers =
        new NewClaim(claim.account(), newUser(), claim.label(), claim.credentials());
    assertThat(store().accounts().adopt(anothers, released.account().epoch()))
        .isInstanceOf(AdoptResult.Adopted.class);

    assertThat(revocations().check(due)).isEqualTo(ClaimCheck.CONNECTED_AGAIN);
    isSettled(RevocationState.DROPPED);
    assertThat(revocations().check(due)).isEqualTo(ClaimCheck.CLAIM_LOST);
  }

  private @Nullable Instant expiryFor(UserId user, AccountId account) {
    return store()
        .keeping()
        .read(account, user)
        .orElseThrow()
        .credentials()
        .orElseThrow()
        .accessTokenExpiresAt();
  }

  @Test
  void connectingBeforeTheClaimKeepsTheAccessToken() {
    ReleaseResult.ReleasedNow released = released();
    NewClaim anothers = lasting(newUser());
    store().accounts().adopt(anothers, released.account().epoch());

    assertThat(expiryFor(anothers.claimant(), released.account().id())).isEqualTo(FAR);
  }

  @Test
  void connectingDuringTheCallExpiresTheAccessToken() {
    ReleaseResult.ReleasedNow released = released();
    ClaimedRevocation due = next().orElseThrow();
    assertThat(revocations().check(due)).isEqualTo(ClaimCheck.STILL_RELEASED);
    assertThat(revocations().expireSuccessorToken(due)).as("nobody has it").isEmpty();
    NewClaim anothers = lasting(newUser());
    CloudAccount adopted =
        ((AdoptResult.Adopted) store().accounts().adopt(anothers, released.account().epoch()))
            .account();

    assertThat(revocations().expireSuccessorToken(due))
        .contains(new Successor(adopted.id(), anothers.claimant(), adopted.epoch()));
    assertThat(expiryFor(anothers.claimant(), adopted.id())).isBefore(FAR);
    revocations().settle(due, RevocationState.REVOKED);
    isSettled(RevocationState.REVOKED);
  }

  /**
   * The refresh may have been answered before the grant ended, and its result is stored afterwards.
   */
  @Test
  void theResultOfARefreshDuringTheCallCountsAsExpired() {
    ReleaseResult.ReleasedNow released = released();
    ClaimedRevocation due = next().orElseThrow();
    assertThat(revocations().check(due)).isEqualTo(ClaimCheck.STILL_RELEASED);
    NewClaim anothers = lasting(newUser());
    AccountId account = released.account().id();
    store().accounts().adopt(anothers, released.account().epoch());
    Custody.Lease underWay = lease(account, anothers.claimant());

    assertThat(revocations().expireSuccessorToken(due)).isPresent();

    assertThat(store().keeping().store(underWay, anothers.credentials()))
        .isEqualTo(Custody.StoreResult.STORED_EXPIRED);
    assertThat(expiryFor(anothers.claimant(), account)).isBefore(FAR);
    Custody.Lease after = lease(account, anothers.claimant());
    assertThat(store().keeping().store(after, anothers.credentials()))
        .isEqualTo(Custody.StoreResult.STORED);
    assertThat(expiryFor(anothers.claimant(), account)).isEqualTo(FAR);
  }

  private Custody.Lease lease(AccountId account, UserId owner) {
    Custody.CredentialState seen = store().keeping().read(account, owner).orElseThrow();
    return store().keeping().lease(seen, LEASE).orElseThrow();
  }

  @Test
  void connectingRightAfterTheCallExpiresTheAccessToken() {
    ReleaseResult.ReleasedNow released = released();
    revocations().settle(next().orElseThrow(), RevocationState.REVOKED);
    NewClaim anothers = lasting(newUser());
    store().accounts().adopt(anothers, released.account().epoch());

    assertThat(expiryFor(anothers.claimant(), released.account().id())).isBefore(FAR);
  }

  /** With an access token that is valid whatever the clock of the store says. */
  private NewClaim lasting(UserId user) {
    Credentials whole = claim.credentials();
    return new NewClaim(
        claim.account(),
        user,
        claim.label(),
        new Credentials(whole.accessToken(), whole.refreshTokenOrNull(), FAR, whole.scopes()));
  }

  @Test
  void aDisconnectionByTheSuccessorIsNotListedForTheFirstOwner() {
    ReleaseResult.ReleasedNow released = released();
    UserId second = newUser();
    store()
        .accounts()
        .adopt(
            new NewClaim(claim.account(), second, claim.label(), claim.credentials()),
            released.account().epoch());
    store()
        .accounts()
        .release(
            released.account().id(), second, new RevocationTerms(Set.of(provider), Duration.ZERO));

    assertThat(revocations().listByFormerOwner(owner, 10)).hasSize(1);
    assertThat(revocations().listByFormerOwner(second, 10)).hasSize(1).doesNotContain(shown());
    assertThat(Objects.requireNonNull(shown().account()))
        .isEqualTo(revocations().listByFormerOwner(second, 1).getFirst().account());
  }

  /** The clocks of the nodes and of the store differ. */
  @Test
  void anExpiredSuccessorTokenIsExpiredByEveryClock() {
    ReleaseResult.ReleasedNow released = released();
    AccountId account = released.account().id();
    ClaimedRevocation due = next().orElseThrow();
    NewClaim anothers = lasting(newUser());
    store().accounts().adopt(anothers, released.account().epoch());
    assertThat(expiryFor(anothers.claimant(), account)).as("after the adoption").isBefore(LONG_AGO);

    Custody.Lease underWay = lease(account, anothers.claimant());
    revocations().expireSuccessorToken(due);
    assertThat(expiryFor(anothers.claimant(), account)).as("after the call").isBefore(LONG_AGO);

    store().keeping().store(underWay, anothers.credentials());
    assertThat(expiryFor(anothers.claimant(), account))
        .as("after a late refresh")
        .isBefore(LONG_AGO);
  }

  /** The grant of the reconnect may be older than its revocation. */
  @Test
  void reconnectingDuringTheCallExpiresTheAccessToken() {
    ReleaseResult.ReleasedNow released = released();
    ClaimedRevocation due = next().orElseThrow();
    NewClaim anothers = lasting(newUser());
    store().accounts().adopt(anothers, released.account().epoch());
    revocations().expireSuccessorToken(due);
    revocations().settle(due, RevocationState.REVOKED);

    store().accounts().renew(anothers, true);

    assertThat(expiryFor(anothers.claimant(), released.account().id())).isBefore(LONG_AGO);
  }

  /** A refresh that was already running must not find the expiry that it has read. */
  @Test
  void aReconnectDoesNotHideTheExpiryFromARunningRefresh() {
    ReleaseResult.ReleasedNow released = released();
    AccountId account = released.account().id();
    ClaimedRevocation due = next().orElseThrow();
    NewClaim anothers = lasting(newUser());
    store().accounts().adopt(anothers, released.account().epoch());
    Custody.Lease underWay = lease(account, anothers.claimant());
    revocations().expireSuccessorToken(due);
    Credentials whole = anothers.credentials();
    store()
        .accounts()
        .renew(
            new NewClaim(
                anothers.account(),
                anothers.claimant(),
                anothers.label(),
                new Credentials(whole.accessToken(), null, FAR, whole.scopes())),
            true);

    assertThat(store().keeping().store(underWay, whole))
        .isEqualTo(Custody.StoreResult.STORED_EXPIRED);
  }

  /** The requester's grant was parked during the call and is used after it. */
  @Test
  void aTransferExpiresAnAccessTokenGrantedDuringTheCall() {
    ReleaseResult.ReleasedNow released = released();
    ClaimedRevocation due = next().orElseThrow();
    NewClaim owners = lasting(newUser());
    CloudAccount adopted =
        ((AdoptResult.Adopted) store().accounts().adopt(owners, released.account().epoch()))
            .account();
    NewClaim requesters = lasting(newUser());
    OfferResult offer =
        store()
            .requests()
            .offer(
                requesters,
                new OwnedByAnother(adopted, owners.claimant()),
                Duration.ofMinutes(10),
                5);
    revocations().expireSuccessorToken(due);
    revocations().settle(due, RevocationState.REVOKED);

    TransferResult moved =
        store()
            .requests()
            .transfer(
                ((OfferResult.Offered) offer).grant().id(),
                requesters.claimant(),
                new TransferLimits(Duration.ZERO, 100));

    assertThat(moved).isInstanceOf(TransferResult.Moved.class);
    assertThat(expiryFor(requesters.claimant(), adopted.id())).isBefore(LONG_AGO);
  }

  @Test
  void anAdoptionAfterALaterReleaseStillCountsAsDuringTheCall() {
    ReleaseResult.ReleasedNow first = released();
    ClaimedRevocation due = next().orElseThrow();
    NewClaim second = lasting(newUser());
    store().accounts().adopt(second, first.account().epoch());
    CloudAccount again =
        ((ReleaseResult.ReleasedNow)
                store().accounts().release(first.account().id(), second.claimant()))
            .account();
    revocations().expireSuccessorToken(due);
    revocations().settle(due, RevocationState.REVOKED);
    NewClaim third = lasting(newUser());

    store().accounts().adopt(third, again.epoch());

    assertThat(expiryFor(third.claimant(), again.id())).isBefore(LONG_AGO);
  }

  /** The provider has rotated the refresh token, so the stored one no longer ends the grant. */
  @Test
  void aRefreshTokenThatArrivesAfterTheReleaseIsRevokedInstead() {
    CloudAccount account = connected();
    Custody.Lease underWay = lease(account.id(), owner);
    released(account, Duration.ZERO);

    assertThat(store().keeping().store(underWay, rotated()))
        .isEqualTo(Custody.StoreResult.SUPERSEDED);

    assertThat(next().orElseThrow())
        .extracting(ClaimedRevocation::kind, ClaimedRevocation::token, ClaimedRevocation::attempt)
        .containsExactly(TokenKind.REFRESH_TOKEN, rotated().refreshTokenOrNull(), 1);
  }

  @Test
  void aRefreshTokenThatArrivesDuringTheCallIsRevokedNext() {
    CloudAccount account = connected();
    Custody.Lease underWay = lease(account.id(), owner);
    released(account, Duration.ZERO);
    ClaimedRevocation first = next().orElseThrow();

    store().keeping().store(underWay, rotated());
    revocations().settle(first, RevocationState.REVOKED);

    assertThat(shown().revocation()).isEqualTo(RevocationState.PENDING);
    assertThat(next().orElseThrow().token()).isEqualTo(rotated().refreshTokenOrNull());
  }

  @Test
  void aRefreshTokenThatArrivesAfterTheRevocationIsRevokedToo() {
    CloudAccount account = connected();
    Custody.Lease underWay = lease(account.id(), owner);
    released(account, Duration.ZERO);
    revocations().settle(next().orElseThrow(), RevocationState.REVOKED);

    store().keeping().store(underWay, rotated());

    assertThat(next().orElseThrow().token()).isEqualTo(rotated().refreshTokenOrNull());
  }

  @Test
  void aRefreshTokenThatArrivesLateIsNotKeptIfTheProviderCannotRevoke() {
    CloudAccount account = connected();
    Custody.Lease underWay = lease(account.id(), owner);
    store().accounts().release(account.id(), owner);

    store().keeping().store(underWay, rotated());

    isSettled(RevocationState.UNSUPPORTED);
  }

  private Credentials rotated() {
    Credentials whole = claim.credentials();
    return new Credentials(
        whole.accessToken(), new Secret("rotated"), whole.accessTokenExpiresAt(), whole.scopes());
  }
}
