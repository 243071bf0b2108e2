package com.cloudaggregator.application.token;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.claimWithoutRefreshToken;
import static com.cloudaggregator.application.testing.Samples.credentialsOf;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.application.token.Custody.Lease;
import com.cloudaggregator.application.token.Custody.StoreResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contract of {@link Custody}, run against every implementation. */
public abstract class CustodyContract {
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final ProviderAccountId drive = newDrive();

  /** The store under test; it may contain rows of other tests. */
  protected abstract OwnershipStore store();

  private Custody custody() {
    return store().keeping();
  }

  private CloudAccount alices() {
    return ((ClaimResult.Claimed) store().accounts().claim(claim(drive, alice()))).account();
  }

  private CredentialState read(AccountId id) {
    return custody().read(id, alice()).orElseThrow();
  }

  private Lease lease(AccountId id) {
    return custody().lease(read(id), LEASE).orElseThrow();
  }

  private CloudAccount release(AccountId id) {
    store().accounts().release(id, alice());
    return store().accounts().find(drive).orElseThrow();
  }

  private static Credentials fresh(@Nullable String refreshToken) {
    return new Credentials(
        new Secret("fresh access"),
        refreshToken == null ? null : new Secret(refreshToken),
        Instant.parse("2031-01-01T00:00:00Z"),
        Set.of("Files.Read"));
  }

  @Test
  void readsTheOwnersCredentials() {
    CloudAccount account = alices();

    CredentialState held = read(account.id());

    assertThat(held.account()).isEqualTo(account);
    assertThat(held.credentials()).contains(credentialsOf(alice()));
    assertThat(held.leaseRemaining()).isZero();
    assertThat(held.postponedFor()).isZero();
    assertThat(held.refreshFailure()).isNull();
    assertThat(held.failures()).isZero();
  }

  @Test
  void readsNothingForOtherUsers() {
    CloudAccount account = alices();

    assertThat(custody().read(account.id(), bob())).isEmpty();
    assertThat(custody().read(new AccountId(new UUID(1, 1)), alice())).isEmpty();
    release(account.id());
    assertThat(custody().read(account.id(), alice())).isEmpty();
  }

  @Test
  void knowsWhoBecameOwnerAtWhichEpoch() {
    CloudAccount account = alices();
    release(account.id());

    assertThat(custody().wasOwner(account.id(), alice(), Epoch.FIRST)).isTrue();
    assertThat(custody().wasOwner(account.id(), bob(), Epoch.FIRST)).isFalse();
    assertThat(custody().wasOwner(account.id(), alice(), new Epoch(2))).isFalse();
  }

  @Test
  void leasesToOneCallerAtATime() {
    CloudAccount account = alices();
    CredentialState seen = read(account.id());

    Optional<Lease> first = custody().lease(seen, LEASE);

    assertThat(first).isPresent();
    assertThat(first.get().outcomeUnknownFor()).isEmpty();
    assertThat(custody().lease(seen, LEASE)).isEmpty();
    assertThat(read(account.id()).leaseRemaining()).isBetween(Duration.ofSeconds(30), LEASE);
  }

  /** A node that died during a refresh does not count as refreshing for ever. */
  @Test
  void showsAsRefreshingWhileALeaseIsHeld() {
    AccountId id = alices().id();
    assertThat(isRefreshing(id)).isFalse();

    Lease first = lease(id);
    assertThat(isRefreshing(id)).isTrue();
    custody().store(first, fresh("fresh refresh"));
    assertThat(isRefreshing(id)).isFalse();

    lease(id);
    assertThat(isRefreshing(id)).isTrue();
    store().letLeaseEnd(id);
    assertThat(isRefreshing(id)).isFalse();
  }

  private boolean isRefreshing(AccountId id) {
    return store().accounts().listOwned(alice(), null, 500).stream()
        .filter(owned -> owned.account().id().equals(id))
        .findFirst()
        .orElseThrow()
        .refreshing();
  }

  @Test
  void leasesToExactlyOneOfManyConcurrentCallers() throws Exception {
    CredentialState seen = read(alices().id());

    List<Optional<Lease>> answers = Race.run(n -> () -> custody().lease(seen, LEASE));

    assertThat(answers.stream().filter(Optional::isPresent)).hasSize(1);
  }

  @Test
  void storesTheNextVersionAndReturnsTheLease() {
    AccountId id = alices().id();
    Lease lease = lease(id);

    assertThat(custody().store(lease, fresh("fresh refresh"))).isEqualTo(StoreResult.STORED);

    CredentialState held = read(id);
    assertThat(held.credentials()).contains(fresh("fresh refresh"));
    assertThat(held.version()).isGreaterThan(lease.state().version());
    assertThat(held.leaseRemaining()).isZero();
    assertThat(custody().lease(held, LEASE)).isPresent();
  }

  @Test
  void keepsTheRefreshTokenIfTheProviderSendsNone() {
    AccountId id = alices().id();

    custody().store(lease(id), fresh(null));

    assertThat(read(id).credentials().orElseThrow().refreshToken())
        .isEqualTo(credentialsOf(alice()).refreshToken());
    assertThat(read(id).credentials().orElseThrow().accessToken())
        .isEqualTo(fresh(null).accessToken());
  }

  @Test
  void doesNotLeaseAnOldVersion() {
    AccountId id = alices().id();
    CredentialState seen = read(id);
    custody().store(custody().lease(seen, LEASE).orElseThrow(), fresh("fresh refresh"));

    assertThat(custody().lease(seen, LEASE)).isEmpty();
  }

  @Test
  void storesOnlyOneResultPerVersion() {
    AccountId id = alices().id();
    Lease dead = lease(id);
    store().letLeaseEnd(id);
    Lease second = lease(id);

    assertThat(custody().store(second, fresh("of the second"))).isEqualTo(StoreResult.STORED);
    assertThat(custody().store(dead, fresh("of the dead"))).isEqualTo(StoreResult.SUPERSEDED);

    assertThat(read(id).credentials()).contains(fresh("of the second"));
  }

  /**
   * A provider that rotates has invalidated the stored refresh token, so the late result is the
   * only valid one.
   */
  @Test
  void storesALateResultIfItIsTheFirst() {
    AccountId id = alices().id();
    Lease slow = lease(id);
    store().letLeaseEnd(id);
    Lease second = lease(id);

    assertThat(custody().store(slow, fresh("of the slow"))).isEqualTo(StoreResult.STORED);
    assertThat(custody().markNeedsReconnect(second, ReconnectReason.INVALID_GRANT))
        .isEqualTo(StoreResult.SUPERSEDED);

    assertThat(read(id).account().status()).isEqualTo(AccountStatus.CONNECTED);
    assertThat(read(id).credentials()).contains(fresh("of the slow"));
  }

  @Test
  void marksTheOutcomeUnknownIfAHolderDied() {
    AccountId id = alices().id();
    lease(id);
    store().letLeaseEnd(id);

    assertThat(lease(id).outcomeUnknownFor()).isPresent();
  }

  @Test
  void aLeaseReturnedUnusedLeavesNoTrace() {
    AccountId id = alices().id();
    CredentialState before = read(id);

    custody().returnUnused(lease(id));

    assertThat(read(id)).isEqualTo(before);
    assertThat(lease(id).outcomeUnknownFor()).isEmpty();
  }

  @Test
  void returningALostLeaseDoesNotEndTheLeaseOfAnother() {
    AccountId id = alices().id();
    Lease lost = lease(id);
    store().letLeaseEnd(id);
    Lease second = lease(id);

    custody().returnUnused(lost);

    assertThat(read(id).leaseRemaining()).isPositive();
    assertThat(custody().store(second, fresh("of the second"))).isEqualTo(StoreResult.STORED);
  }

  @Test
  void keepsAnUnknownOutcomeUntilFreshCredentialsAreStored() {
    AccountId id = alices().id();
    custody().postpone(lease(id), RefreshFailure.UNAVAILABLE, Duration.ofMinutes(1), true);
    store().letPostponementEnd(id);
    Lease afterLoss = lease(id);
    assertThat(afterLoss.outcomeUnknownFor()).isPresent();
    custody().postpone(afterLoss, RefreshFailure.UNAVAILABLE, Duration.ofMinutes(1), false);
    store().letPostponementEnd(id);
    Lease still = lease(id);
    assertThat(still.outcomeUnknownFor()).isPresent();

    custody().store(still, fresh("fresh refresh"));

    assertThat(lease(id).outcomeUnknownFor()).isEmpty();
  }

  @Test
  void grantsNoLeaseWhilePostponed() {
    AccountId id = alices().id();

    custody().postpone(lease(id), RefreshFailure.RATE_LIMITED, Duration.ofMinutes(1), false);

    CredentialState held = read(id);
    assertThat(held.postponedFor()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    assertThat(held.refreshFailure()).isEqualTo(RefreshFailure.RATE_LIMITED);
    assertThat(held.failures()).isEqualTo(1);
    assertThat(held.leaseRemaining()).isZero();
    assertThat(held.account().status()).isEqualTo(AccountStatus.CONNECTED);
    assertThat(custody().lease(held, LEASE)).isEmpty();
    store().letPostponementEnd(id);
    assertThat(lease(id).outcomeUnknownFor()).isEmpty();
  }

  @Test
  void forgetsFailuresOnceFreshCredentialsAreStored() {
    AccountId id = alices().id();
    custody().postpone(lease(id), RefreshFailure.UNAVAILABLE, Duration.ofMinutes(1), false);
    store().letPostponementEnd(id);

    custody().store(lease(id), fresh(null));

    assertThat(read(id).failures()).isZero();
    assertThat(read(id).refreshFailure()).isNull();
  }

  @Test
  void ignoresAPostponementAfterALostLease() {
    AccountId id = alices().id();
    Lease dead = lease(id);
    store().letLeaseEnd(id);
    lease(id);

    custody().postpone(dead, RefreshFailure.UNAVAILABLE, Duration.ofMinutes(1), false);

    assertThat(read(id).postponedFor()).isZero();
    assertThat(read(id).leaseRemaining()).isPositive();
  }

  @Test
  void marksAnAccountAndAnnouncesItOnce() {
    AccountId id = alices().id();
    Lease lease = lease(id);

    assertThat(custody().markNeedsReconnect(lease, ReconnectReason.CONSENT_REVOKED))
        .isEqualTo(StoreResult.STORED);
    assertThat(custody().markNeedsReconnect(lease, ReconnectReason.CONSENT_REVOKED))
        .isEqualTo(StoreResult.SUPERSEDED);

    CloudAccount marked = read(id).account();
    assertThat(marked.status()).isEqualTo(AccountStatus.NEEDS_RECONNECT);
    assertThat(marked.reason()).isEqualTo(ReconnectReason.CONSENT_REVOKED);
    assertThat(marked.owner()).contains(alice());
    assertThat(marked.epoch()).isEqualTo(Epoch.FIRST);
    assertThat(store().reconnectsAnnounced(id)).containsExactly(Epoch.FIRST);
    assertThat(custody().lease(read(id), LEASE)).isEmpty();
    assertThat(custody().store(lease, fresh("too late"))).isEqualTo(StoreResult.SUPERSEDED);
  }

  @Test
  void announcesItAgainAfterAReconnect() {
    AccountId id = alices().id();
    custody().markNeedsReconnect(lease(id), ReconnectReason.INVALID_GRANT);
    store().accounts().renew(claim(drive, alice()), true);

    custody().markNeedsReconnect(lease(id), ReconnectReason.INVALID_GRANT);

    assertThat(store().reconnectsAnnounced(id)).containsExactly(Epoch.FIRST, Epoch.FIRST);
  }

  @Test
  void aReconnectClearsTheMarkAndDiscardsAnEarlierRefresh() {
    AccountId id = alices().id();
    Lease before = lease(id);

    store().accounts().renew(claim(drive, alice()), true);

    assertThat(custody().store(before, fresh("of before"))).isEqualTo(StoreResult.SUPERSEDED);
    assertThat(custody().markNeedsReconnect(before, ReconnectReason.INVALID_GRANT))
        .isEqualTo(StoreResult.SUPERSEDED);
    assertThat(read(id).leaseRemaining()).isZero();
  }

  /** The refresh token stays the stored one, so the result of its refresh is the newest. */
  @Test
  void aReconnectWithoutRefreshTokenKeepsTheRunningRefresh() {
    AccountId id = alices().id();
    Lease before = lease(id);

    store().accounts().renew(claimWithoutRefreshToken(drive, alice()), true);

    assertThat(custody().store(before, fresh("rotated"))).isEqualTo(StoreResult.STORED);
    assertThat(read(id).credentials()).contains(fresh("rotated"));
  }

  @Test
  void aReconnectDoesNotKeepARefusedRefreshToken() {
    AccountId id = alices().id();
    custody().markNeedsReconnect(lease(id), ReconnectReason.INVALID_GRANT);

    assertThat(store().accounts().renew(claimWithoutRefreshToken(drive, alice()), true))
        .isInstanceOf(RenewResult.RefreshTokenMissing.class);
    assertThat(read(id).account().status()).isEqualTo(AccountStatus.NEEDS_RECONNECT);
    assertThat(store().accounts().renew(claimWithoutRefreshToken(drive, alice()), false))
        .isInstanceOf(RenewResult.Renewed.class);
    assertThat(read(id).credentials().orElseThrow().refreshToken()).isEmpty();
  }

  @Test
  void neverKeepsARefreshTokenAcrossAChangeOfOwner() {
    CloudAccount released = release(alices().id());

    store().accounts().adopt(claimWithoutRefreshToken(drive, bob()), released.epoch());

    assertThat(
            custody()
                .read(released.id(), bob())
                .orElseThrow()
                .credentials()
                .orElseThrow()
                .refreshToken())
        .isEmpty();
  }

  @Test
  void discardsARefreshFromBeforeARelease() {
    AccountId id = alices().id();
    Lease before = lease(id);
    CloudAccount released = release(id);

    assertThat(custody().store(before, fresh("late"))).isEqualTo(StoreResult.SUPERSEDED);
    assertThat(store().custody(id)).isEmpty();

    assertThat(store().accounts().adopt(claim(drive, alice()), released.epoch()))
        .isInstanceOf(AdoptResult.Adopted.class);
    assertThat(custody().store(before, fresh("late"))).isEqualTo(StoreResult.SUPERSEDED);
    assertThat(custody().markNeedsReconnect(before, ReconnectReason.INVALID_GRANT))
        .isEqualTo(StoreResult.SUPERSEDED);
    assertThat(custody().lease(before.state(), LEASE)).isEmpty();
    custody().postpone(before, RefreshFailure.UNAVAILABLE, Duration.ofMinutes(1), true);
    assertThat(read(id).postponedFor()).isZero();
    assertThat(read(id).credentials()).contains(credentialsOf(alice()));
    assertThat(read(id).leaseRemaining()).isZero();
  }

  @Test
  void readsUnreadableCredentialsAsAbsent() {
    AccountId id = alices().id();

    store().tamperWith(id);

    assertThat(read(id).credentials()).isEmpty();
    assertThat(read(id).account().status()).isEqualTo(AccountStatus.CONNECTED);
    assertThat(custody().markNeedsReconnect(lease(id), ReconnectReason.CREDENTIALS_UNREADABLE))
        .isEqualTo(StoreResult.STORED);
    assertThat(read(id).account().reason()).isEqualTo(ReconnectReason.CREDENTIALS_UNREADABLE);
  }
}
