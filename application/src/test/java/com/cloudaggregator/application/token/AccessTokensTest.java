package com.cloudaggregator.application.token;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.claimWithoutRefreshToken;
import static com.cloudaggregator.application.testing.Samples.credentialsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.disconnect.Revocations.ClaimedRevocation;
import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.Faults;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.RecordedEvents;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountNotFound;
import com.cloudaggregator.application.token.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.token.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderUnavailable;
import com.cloudaggregator.application.token.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.token.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.token.Custody.Lease;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.CredentialsRefreshed;
import com.cloudaggregator.domain.event.AccountEvent.LateRefreshDropped;
import com.cloudaggregator.domain.event.AccountEvent.ReconnectNeeded;
import com.cloudaggregator.domain.event.AccountEvent.RefreshPostponed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which token is vended to which caller, when the provider is called, and what its answers lead to.
 */
@Timeout(60)
class AccessTokensTest {
  private static final Duration MARGIN = Duration.ofMinutes(2);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final RefreshVerdict AWAY =
      new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, false);

  private final TestClock clock = new TestClock();
  private final InMemoryOwnership store = new InMemoryOwnership(clock, new CountedIds());
  private final ScriptedProviders providers = new ScriptedProviders();
  private final RecordedEvents events = new RecordedEvents();

  /** What others do while the caller sleeps. */
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  private final AccessTokens tokens = tokens(MARGIN);

  private AccessTokens tokens(Duration margin) {
    return new AccessTokens(
        store,
        providers,
        events,
        time -> {
          clock.advance(time);
          meanwhile.getAndSet(() -> {}).run();
        },
        clock,
        VendingPolicy.of(margin),
        Thread::startVirtualThread);
  }

  private AccountId connected(NewClaim claim, Duration left) {
    AccountId id = ((ClaimResult.Claimed) store.claim(claim)).account().id();
    store.letTokenStand(id, HOUR, left);
    return id;
  }

  /** Alice's account, whose token is valid for this long. */
  private AccountId endingIn(Duration left) {
    return connected(claim(aliceDrive(), alice()), left);
  }

  private AccountId ended() {
    return endingIn(Duration.ofSeconds(-1));
  }

  private Credentials fresh(String name, @Nullable String refreshToken) {
    return new Credentials(
        new Secret(name),
        refreshToken == null ? null : new Secret(refreshToken),
        clock.instant().plus(HOUR),
        Set.of("Files.Read"));
  }

  private void giveFresh() {
    providers.answerRefresh(
        request ->
            new RefreshVerdict.Refreshed(fresh("fresh-" + providers.refreshes().size(), "next")));
  }

  private AccessTokenOutcome obtain(AccountId id) {
    return tokens.obtain(id, alice(), null);
  }

  private static Secret token(AccessTokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(Vended.class);
    return ((Vended) outcome).accessToken();
  }

  private List<Class<?>> published() {
    return events.published().stream().<Class<?>>map(AccountEvent::getClass).toList();
  }

  @ParameterizedTest
  @CsvSource({"120,121,0", "120,119,1", "120,-1,1", "600,601,0", "600,599,1", "10,11,0", "10,9,1"})
  void refreshesATokenBelowTheConfiguredMinimumValidity(long margin, long left, int refreshes) {
    giveFresh();
    AccountId id = endingIn(Duration.ofSeconds(left));

    Secret token = token(tokens(Duration.ofSeconds(margin)).obtain(id, alice(), null));

    assertThat(providers.refreshes()).hasSize(refreshes);
    assertThat(token)
        .isEqualTo(refreshes == 0 ? credentialsOf(alice()).accessToken() : new Secret("fresh-1"));
  }

  @Test
  void refreshesWithTheClientThatObtainedTheGrant() {
    giveFresh();
    NewClaim claim = claim(aliceDrive(), alice());
    Provider client = new Provider("googledrive");
    AccountId id =
        connected(
            new NewClaim(claim.account(), alice(), claim.label(), claim.credentials().by(client)),
            Duration.ofSeconds(-1));

    obtain(id);

    assertThat(providers.refreshes())
        .singleElement()
        .extracting(RefreshRequest::provider)
        .isEqualTo(client);
    assertThat(store.custody(id).orElseThrow().clientOrNull()).isEqualTo(client);
  }

  @Test
  void refreshesAStoredTokenWithoutAKnownEnd() {
    giveFresh();
    NewClaim claim = claim(aliceDrive(), alice());
    Credentials endless =
        new Credentials(
            new Secret("endless"), new Secret("refresh"), null, claim.credentials().scopes());
    AccountId id =
        ((ClaimResult.Claimed)
                store.claim(new NewClaim(claim.account(), alice(), claim.label(), endless)))
            .account()
            .id();

    assertThat(token(obtain(id))).isEqualTo(new Secret("fresh-1"));
  }

  @Test
  void storesRefreshedCredentialsAndPublishesIt() {
    giveFresh();
    AccountId id = ended();

    assertThat(obtain(id))
        .isEqualTo(new Vended(new Secret("fresh-1"), clock.instant().plus(HOUR), Epoch.FIRST));

    assertThat(store.custody(id).orElseThrow().refreshToken()).contains(new Secret("next"));
    assertThat(providers.refreshes().getFirst().refreshToken())
        .isEqualTo(new Secret("refresh-of-alice"));
    assertThat(published()).containsExactly(CredentialsRefreshed.class);
    assertThat(token(obtain(id))).isEqualTo(new Secret("fresh-1"));
    assertThat(providers.refreshes()).hasSize(1);
  }

  @Test
  void vendsNothingToOtherUsersOrForAnOldEpoch() {
    AccountId id = endingIn(HOUR);

    assertThat(tokens.obtain(id, bob(), null)).isEqualTo(new AccountNotFound());
    assertThat(tokens.obtain(id, bob(), Epoch.FIRST)).isEqualTo(new AccountNotFound());
    assertThat(tokens.obtain(id, alice(), new Epoch(2))).isEqualTo(new OwnerChanged());
    store.release(id, alice());
    assertThat(tokens.obtain(id, alice(), Epoch.FIRST)).isEqualTo(new OwnerChanged());
    assertThat(tokens.obtain(id, alice(), null)).isEqualTo(new AccountNotFound());
  }

  @Test
  void discardsCredentialsThatArriveAfterARelease() {
    AccountId id = ended();
    providers.answerRefresh(
        request -> {
          store.release(id, alice());
          return new RefreshVerdict.Refreshed(fresh("late", "next"));
        });

    assertThat(obtain(id)).isEqualTo(new AccountNotFound());

    assertThat(store.custody(id)).isEmpty();
    assertThat(published()).containsExactly(LateRefreshDropped.class);
  }

  /** No epoch was named, so the owner is followed to the next one. */
  @Test
  void followsTheOwnerToTheNextEpochAfterAReconnect() {
    AccountId id = ended();
    providers.answerRefresh(
        request -> {
          store.release(id, alice());
          store.adopt(claim(aliceDrive(), alice()), new Epoch(2));
          return new RefreshVerdict.Refreshed(fresh("late", "next"));
        });

    assertThat(obtain(id))
        .isEqualTo(
            new Vended(
                credentialsOf(alice()).accessToken(),
                credentialsOf(alice()).accessTokenExpiresAt(),
                new Epoch(3)));
  }

  @Test
  void aRefusalMarksTheAccountAndIsNotRetried() {
    AccountId id = ended();
    providers.answerRefresh(
        request -> new RefreshVerdict.Terminal(ReconnectReason.CONSENT_REVOKED));

    assertThat(obtain(id)).isEqualTo(new NeedsReconnect(ReconnectReason.CONSENT_REVOKED));
    assertThat(obtain(id)).isEqualTo(new NeedsReconnect(ReconnectReason.CONSENT_REVOKED));

    assertThat(providers.refreshes()).hasSize(1);
    assertThat(published()).containsExactly(ReconnectNeeded.class);
  }

  @Test
  void withoutARefreshTokenATokenIsVendedUntilItExpires() {
    AccountId id =
        connected(claimWithoutRefreshToken(aliceDrive(), alice()), Duration.ofSeconds(10));
    assertThat(token(obtain(id))).isEqualTo(credentialsOf(alice()).accessToken());

    store.letTokenStand(id, HOUR, Duration.ofSeconds(4));

    assertThat(obtain(id)).isEqualTo(new NeedsReconnect(ReconnectReason.ACCESS_EXPIRED));
    assertThat(providers.refreshes()).isEmpty();
  }

  @Test
  void unreadableCredentialsNeedAReconnect() {
    AccountId id = endingIn(HOUR);
    store.tamperWith(id);

    assertThat(obtain(id)).isEqualTo(new NeedsReconnect(ReconnectReason.CREDENTIALS_UNREADABLE));
    assertThat(providers.refreshes()).isEmpty();
  }

  @Test
  void retriesWithinItsPatienceAndThenAnswersRetryAfter() {
    AccountId id = ended();
    providers.answerRefresh(request -> AWAY);

    assertThat(obtain(id)).isEqualTo(new ProviderUnavailable(Duration.ofSeconds(4)));

    // At once, after one second and after two more; another four would be too many.
    assertThat(providers.refreshes()).hasSize(3);
    assertThat(published()).containsOnly(RefreshPostponed.class).hasSize(3);
  }

  @Test
  void honorsRetryAfterOfTheProvider() {
    AccountId id = ended();
    providers.answerRefresh(
        request ->
            new RefreshVerdict.Transient(
                RefreshFailure.RATE_LIMITED, Duration.ofMinutes(5), false));

    assertThat(obtain(id)).isEqualTo(new RateLimited(Duration.ofMinutes(5)));
    clock.advance(Duration.ofMinutes(4));
    assertThat(obtain(id)).isEqualTo(new RateLimited(Duration.ofMinutes(1)));
    assertThat(providers.refreshes()).hasSize(1);

    giveFresh();
    clock.advance(Duration.ofMinutes(1));
    assertThat(token(obtain(id))).isEqualTo(new Secret("fresh-2"));
  }

  @Test
  void vendsATokenAboutToExpireIfTheProviderIsUnavailable() {
    AccountId id = endingIn(Duration.ofSeconds(60));
    providers.answerRefresh(request -> AWAY);

    assertThat(token(obtain(id))).isEqualTo(credentialsOf(alice()).accessToken());
    assertThat(token(obtain(id))).isEqualTo(credentialsOf(alice()).accessToken());
    assertThat(providers.refreshes()).hasSize(1);
  }

  @Test
  void aRefusedClientLeavesTheAccountConnected() {
    AccountId id = ended();
    providers.answerRefresh(request -> new RefreshVerdict.ClientRefused());

    assertThat(obtain(id)).isEqualTo(new ProviderUnavailable(Duration.ofMinutes(1)));

    assertThat(events.published())
        .singleElement()
        .isInstanceOfSatisfying(
            RefreshPostponed.class,
            event -> assertThat(event.failure()).isEqualTo(RefreshFailure.CLIENT_REFUSED));
    assertThat(store.read(id, alice()).orElseThrow().account().reason()).isNull();
  }

  @Test
  void doesNotCallAProviderThatIsNotConfigured() {
    AccountId id =
        connected(claim(ProviderAccountId.of("box", "1"), alice()), Duration.ofSeconds(-1));

    assertThat(obtain(id)).isEqualTo(new ProviderNotConfigured());
    assertThat(providers.refreshes()).isEmpty();
  }

  /** The answer may be older than the end of the grant, so the provider is called again. */
  @Test
  void refreshesAgainIfTheGrantMayHaveEndedDuringARefresh() {
    ClaimedRevocation due = bobHasConnectedItDuringTheRevocation();
    providers.answerRefresh(
        request -> {
          if (providers.refreshes().size() > 1) {
            return new RefreshVerdict.Terminal(ReconnectReason.INVALID_GRANT);
          }
          store.expireSuccessorToken(due);
          return new RefreshVerdict.Refreshed(fresh("of before", "next"));
        });

    assertThat(tokens.obtain(store.find(aliceDrive()).orElseThrow().id(), bob(), null))
        .isEqualTo(new NeedsReconnect(ReconnectReason.INVALID_GRANT));
    assertThat(providers.refreshes().getLast().refreshToken()).isEqualTo(new Secret("next"));
  }

  private ClaimedRevocation bobHasConnectedItDuringTheRevocation() {
    AccountId id = connected(claim(aliceDrive(), alice()), HOUR);
    store.release(id, alice(), new RevocationTerms(Set.of(aliceDrive().provider()), Duration.ZERO));
    ClaimedRevocation due = store.claim(Duration.ofMinutes(1), Set.of()).orElseThrow();
    store.adopt(claim(aliceDrive(), bob()), store.find(aliceDrive()).orElseThrow().epoch());
    return due;
  }

  @Test
  void passesOnThatAnEarlierOutcomeIsUnknown() {
    AccountId id = ended();
    providers.answerRefresh(
        request ->
            request.outcomeUnknownForOrNull() == null
                ? new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, true)
                : new RefreshVerdict.Refreshed(fresh("after the loss", "next")));

    assertThat(token(obtain(id))).isEqualTo(new Secret("after the loss"));
    assertThat(providers.refreshes().getLast().outcomeUnknownForOrNull())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void waitsForTheRefreshOfAnotherNode() {
    AccountId id = ended();
    Lease others =
        store.lease(store.read(id, alice()).orElseThrow(), Duration.ofSeconds(15)).orElseThrow();
    meanwhile.set(() -> store.store(others, fresh("of another node", "next")));

    assertThat(token(obtain(id))).isEqualTo(new Secret("of another node"));
    assertThat(providers.refreshes()).isEmpty();
  }

  @Test
  void takesOverFromANodeThatDied() {
    giveFresh();
    AccountId id = ended();
    assertThat(store.lease(store.read(id, alice()).orElseThrow(), Duration.ofSeconds(2)))
        .isPresent();

    assertThat(token(obtain(id))).isEqualTo(new Secret("fresh-1"));
    assertThat(providers.refreshes().getFirst().outcomeUnknownForOrNull()).isNotNull();
  }

  @Test
  void doesNotWaitForAnotherNodeBeyondItsPatience() {
    AccountId id = ended();
    assertThat(store.lease(store.read(id, alice()).orElseThrow(), Duration.ofSeconds(15)))
        .isPresent();

    assertThat(obtain(id)).isEqualTo(new ProviderUnavailable(Duration.ofSeconds(1)));
    assertThat(providers.refreshes()).isEmpty();
  }

  /** A call without enough time could lose the answer, and with it a rotated refresh token. */
  @Test
  void returnsTheLeaseUnusedWhenTakingItLeftTooLittleTimeForACall() {
    giveFresh();
    AccountId id = ended();
    store.beforeNextLease(() -> clock.advance(Duration.ofMillis(4500)));

    assertThat(obtain(id)).isEqualTo(new ProviderUnavailable(Duration.ofSeconds(1)));
    assertThat(providers.refreshes()).isEmpty();
    assertThat(events.published()).isEmpty();

    assertThat(token(obtain(id))).isEqualTo(new Secret("fresh-1"));
    assertThat(providers.refreshes().getFirst().outcomeUnknownForOrNull()).isNull();
  }

  /** A provider that answers only after the returned latch is released. */
  private CountDownLatch heldUp() {
    CountDownLatch goOn = new CountDownLatch(1);
    providers.answerRefresh(
        request -> {
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new RefreshVerdict.Refreshed(
              fresh("fresh-" + providers.refreshes().size(), "next"));
        });
    return goOn;
  }

  @Test
  void allCallersOfANodeShareOneRefresh() throws Exception {
    AccountId id = ended();
    CountDownLatch goOn = heldUp();
    List<FutureTask<AccessTokenOutcome>> callers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 1000; n++) {
      FutureTask<AccessTokenOutcome> caller = new FutureTask<>(() -> obtain(id));
      callers.add(caller);
      threads.add(Thread.startVirtualThread(caller));
    }
    while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.TIMED_WAITING)) {
      Thread.onSpinWait();
    }
    goOn.countDown();

    for (FutureTask<AccessTokenOutcome> caller : callers) {
      assertThat(token(caller.get())).isEqualTo(new Secret("fresh-1"));
    }
    assertThat(providers.refreshes()).hasSize(1);
  }

  @Test
  void storesRefreshedCredentialsAfterItsCallerGaveUp() {
    AccountId id = ended();
    CountDownLatch goOn = heldUp();

    assertThat(tokens.obtain(id, alice(), null, null, clock.instant().plusMillis(20)))
        .isEqualTo(new ProviderUnavailable(Duration.ofSeconds(1)));
    goOn.countDown();

    assertThat(token(obtain(id))).isEqualTo(new Secret("fresh-1"));
    assertThat(providers.refreshes()).hasSize(1);
  }

  @Test
  void aStoreFailureReachesTheWaitingCaller() {
    AccountId id = ended();
    providers.answerRefresh(
        request -> {
          throw Faults.unavailable();
        });

    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> obtain(id));
    giveFresh();
    clock.advance(HOUR);
    assertThat(token(obtain(id))).isEqualTo(new Secret("fresh-2"));
  }

  @Test
  void renewsAValidTokenUnlessItWasRenewedMeanwhile() {
    giveFresh();
    AccountId id = endingIn(Duration.ofMinutes(30));

    assertThat(token(tokens.renew(id, alice(), Epoch.FIRST))).isEqualTo(new Secret("fresh-1"));
    assertThat(token(obtain(id))).isEqualTo(new Secret("fresh-1"));

    Lease others =
        store.lease(store.read(id, alice()).orElseThrow(), Duration.ofSeconds(15)).orElseThrow();
    meanwhile.set(() -> store.store(others, fresh("of another node", "next")));
    assertThat(token(tokens.renew(id, alice(), Epoch.FIRST)))
        .isEqualTo(new Secret("of another node"));
    assertThat(providers.refreshes()).hasSize(1);
  }

  @Test
  void doesNotRenewForAnOldEpoch() {
    AccountId id = endingIn(HOUR);
    UserId owner = alice();
    store.release(id, owner);

    assertThat(tokens.renew(id, owner, Epoch.FIRST)).isEqualTo(new OwnerChanged());
    assertThat(providers.refreshes()).isEmpty();
  }

  /** The caller knows that the token is about to expire, although it would do for others. */
  @Test
  void aFailedRenewalDoesNotVendTheOldToken() {
    AccountId id = endingIn(Duration.ofMinutes(30));
    providers.answerRefresh(request -> AWAY);

    assertThat(tokens.renew(id, alice(), Epoch.FIRST)).isInstanceOf(ProviderUnavailable.class);
  }
}
