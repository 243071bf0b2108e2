package com.cloudaggregator.application.token;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.Faults;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.token.RefreshAhead.RefreshOutcome;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which tokens are refreshed ahead of their expiry, and what stops a run. */
@Timeout(60)
class RefreshAheadTest {
  private static final Duration AHEAD = Duration.ofMinutes(10);
  private static final Duration HOUR = Duration.ofHours(1);

  private final TestClock clock = new TestClock();
  private final InMemoryOwnership store = new InMemoryOwnership(clock, new CountedIds());
  private final ScriptedProviders providers = new ScriptedProviders();
  private final AccessTokens tokens =
      new AccessTokens(
          store,
          providers,
          event -> {},
          clock::advance,
          clock,
          VendingPolicy.of(Duration.ofMinutes(2)),
          Runnable::run);
  private final RefreshAhead refresh = refresh(AHEAD);
  private int accounts;

  @BeforeEach
  void giveFresh() {
    providers.answerRefresh(this::fresh);
  }

  private RefreshAhead refresh(Duration ahead) {
    return new RefreshAhead(store, tokens, providers, Runnable::run, clock, ahead);
  }

  private RefreshVerdict fresh(RefreshRequest request) {
    return new RefreshVerdict.Refreshed(
        new Credentials(
            new Secret("fresh"),
            new Secret("next"),
            clock.instant().plus(HOUR),
            Set.of("Files.Read")));
  }

  private AccountId endingIn(Duration left, String provider) {
    ProviderAccountId drive = ProviderAccountId.of(provider, "drive-" + ++accounts);
    AccountId id = ((ClaimResult.Claimed) store.claim(claim(drive, alice()))).account().id();
    store.letTokenStand(id, HOUR.minus(left), left);
    return id;
  }

  private Map<RefreshOutcome, Long> run() {
    return refresh.run(() -> true);
  }

  private long refreshes(String provider) {
    return providers.refreshes().stream()
        .filter(request -> request.provider().id().equals(provider))
        .count();
  }

  @Test
  void refreshesOnlyTokensThatExpireSoon() {
    AccountId soon = endingIn(Duration.ofMinutes(9), "onedrive");
    AccountId ended = endingIn(Duration.ofMinutes(-5), "googledrive");
    AccountId later = endingIn(Duration.ofMinutes(11), "onedrive");

    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.REFRESHED, 2L));

    assertThat(store.custody(soon).orElseThrow().accessToken()).isEqualTo(new Secret("fresh"));
    assertThat(store.custody(ended).orElseThrow().accessToken()).isEqualTo(new Secret("fresh"));
    assertThat(store.custody(later).orElseThrow().accessToken()).isNotEqualTo(new Secret("fresh"));
    assertThat(run()).isEmpty();
    assertThat(refresh.longestWait()).isZero();
  }

  @Test
  void doesNothingIfDisabled() {
    endingIn(Duration.ofMinutes(-5), "onedrive");
    RefreshAhead off = refresh(Duration.ZERO);

    assertThat(off.run(() -> true)).isEmpty();
    assertThat(off.longestWait()).isZero();
    assertThat(providers.refreshes()).isEmpty();
    assertThat(refresh.longestWait()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void doesNotRefreshShortLivedTokensAgainAndAgain() {
    AccountId id = endingIn(Duration.ofMinutes(1), "onedrive");
    providers.answerRefresh(
        request ->
            new RefreshVerdict.Refreshed(
                new Credentials(
                    new Secret("short"),
                    null,
                    clock.instant().plus(Duration.ofMinutes(4)),
                    Set.of())));

    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.REFRESHED, 1L));
    assertThat(run()).isEmpty();
    clock.advance(Duration.ofSeconds(121));
    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.REFRESHED, 1L));
    assertThat(store.custody(id)).isPresent();
  }

  @Test
  void skipsAFailingProviderUntilTheNextRun() {
    for (int n = 0; n < 10; n++) {
      endingIn(Duration.ofMinutes(1), "onedrive");
      endingIn(Duration.ofMinutes(1), "googledrive");
    }
    providers.answerRefresh(
        request ->
            request.provider().id().equals("onedrive")
                ? new RefreshVerdict.Transient(
                    RefreshFailure.RATE_LIMITED, Duration.ofMinutes(1), false)
                : fresh(request));

    assertThat(run())
        .isEqualTo(
            Map.of(
                RefreshOutcome.REFRESHED,
                10L,
                RefreshOutcome.POSTPONED,
                (long) RefreshAhead.CONCURRENCY));
    assertThat(refreshes("onedrive")).isEqualTo(RefreshAhead.CONCURRENCY);

    giveFresh();
    clock.advance(Duration.ofMinutes(1));
    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.REFRESHED, 10L));
  }

  @Test
  void aFailingAccountDoesNotHoldUpOthers() {
    AccountId odd = endingIn(Duration.ofMinutes(1), "onedrive");
    for (int n = 0; n < 10; n++) {
      endingIn(Duration.ofMinutes(2), "onedrive");
    }
    providers.answerRefresh(
        request ->
            store.read(odd, alice()).orElseThrow().leaseRemaining().isPositive()
                ? new RefreshVerdict.Transient(
                    RefreshFailure.UNAVAILABLE, Duration.ofMinutes(1), false)
                : fresh(request));

    assertThat(run())
        .isEqualTo(Map.of(RefreshOutcome.REFRESHED, 10L, RefreshOutcome.POSTPONED, 1L));
  }

  @Test
  void appliesTheSameVerdictsAsAnyRefresh() {
    AccountId id = endingIn(Duration.ofMinutes(1), "onedrive");
    providers.answerRefresh(request -> new RefreshVerdict.Terminal(ReconnectReason.INVALID_GRANT));

    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.NEEDS_RECONNECT, 1L));
    assertThat(store.read(id, alice()).orElseThrow().account().reason())
        .isEqualTo(ReconnectReason.INVALID_GRANT);
    assertThat(store.reconnectsAnnounced(id)).hasSize(1);
    assertThat(run()).isEmpty();
  }

  @Test
  void skipsProvidersThatAreNotConfigured() {
    endingIn(Duration.ofMinutes(1), "box");

    assertThat(run()).isEmpty();
    assertThat(refresh.longestWait()).isZero();
  }

  @Test
  void skipsAccountsWithANewOwner() {
    AccountId id = endingIn(Duration.ofMinutes(1), "onedrive");
    providers.answerRefresh(
        request -> {
          store.release(id, alice());
          return fresh(request);
        });

    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.OVERTAKEN, 1L));
    assertThat(store.custody(id)).isEmpty();
  }

  @Test
  void stopsBetweenGroupsAtShutdownAndAfterItsMaximumDuration() {
    for (int n = 0; n < 3 * RefreshAhead.CONCURRENCY; n++) {
      endingIn(Duration.ofMinutes(1), "onedrive");
    }
    assertThat(refresh.run(() -> false)).isEmpty();

    providers.answerRefresh(
        request -> {
          clock.advance(RefreshAhead.MAX_DURATION.dividedBy(RefreshAhead.CONCURRENCY));
          return fresh(request);
        });
    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.REFRESHED, (long) RefreshAhead.CONCURRENCY));
  }

  @Test
  void refreshesAtMostAThousandAccountsPerProviderAndRun() {
    for (int n = 0; n < RefreshAhead.MAX_ACCOUNTS + 1; n++) {
      endingIn(Duration.ofMinutes(1), "onedrive");
    }

    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.REFRESHED, (long) RefreshAhead.MAX_ACCOUNTS));
    assertThat(run()).isEqualTo(Map.of(RefreshOutcome.REFRESHED, 1L));
  }

  @Test
  void aStoreFailureFailsTheRunAfterTheOtherProviders() {
    endingIn(Duration.ofMinutes(1), "onedrive");
    endingIn(Duration.ofMinutes(1), "googledrive");
    providers.answerRefresh(
        request -> {
          if (request.provider().id().equals("onedrive")) {
            throw Faults.unavailable();
          }
          return fresh(request);
        });

    assertThatExceptionOfType(StoreException.class).isThrownBy(this::run);
    assertThat(refreshes("googledrive")).isEqualTo(1);
  }
}
