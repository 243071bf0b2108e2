package com.cloudaggregator.application.disconnect;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.disconnect.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.application.token.VendingPolicy;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How revocation requests are processed. */
class RevokeGrantsTest {
  private static final Duration DELAY = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);

  private final TestClock clock = new TestClock();
  private final InMemoryOwnership store = new InMemoryOwnership(clock, new CountedIds());
  private final List<String> calls = new ArrayList<>();
  private Supplier<RevokeResult> provider = RevokeResult.Revoked::new;
  private final ScriptedProviders providers = new ScriptedProviders();
  private final List<AccountEvent> events = new ArrayList<>();
  private final RevokeGrants revoke =
      new RevokeGrants(
          store,
          (which, token, kind) -> {
            calls.add(which.id() + " " + kind);
            return provider.get();
          },
          new AccessTokens(
              store,
              providers,
              events::add,
              time -> {},
              clock,
              VendingPolicy.of(Duration.ofMinutes(2)),
              Thread::startVirtualThread));

  private CloudAccount disconnected(ProviderAccountId drive, UserId owner) {
    CloudAccount account = ((ClaimResult.Claimed) store.claim(claim(drive, owner))).account();
    return ((ReleaseResult.ReleasedNow)
            store.release(
                account.id(), owner, new RevocationTerms(Set.of(drive.provider()), DELAY)))
        .account();
  }

  private Map<RevocationState, Long> run() {
    return revoke.run(() -> true);
  }

  private RevocationState state() {
    return store.listByFormerOwner(alice(), 10).getFirst().revocation();
  }

  @Test
  void revokesAfterTheDelay() {
    disconnected(aliceDrive(), alice());
    assertThat(run()).isEmpty();
    assertThat(calls).isEmpty();

    clock.advance(DELAY);
    assertThat(run()).isEqualTo(Map.of(RevocationState.REVOKED, 1L));

    assertThat(calls).containsExactly("onedrive REFRESH_TOKEN");
    assertThat(state()).isEqualTo(RevocationState.REVOKED);
    assertThat(run()).isEmpty();
  }

  @Test
  void doesNotCallTheProviderIfTheAccountIsConnectedAgain() {
    CloudAccount released = disconnected(aliceDrive(), alice());
    store.adopt(claim(aliceDrive(), bob()), released.epoch());
    clock.advance(DELAY);

    assertThat(run()).isEqualTo(Map.of(RevocationState.DROPPED, 1L));

    assertThat(calls).isEmpty();
    assertThat(state()).isEqualTo(RevocationState.DROPPED);
  }

  @Test
  void triesAnUnavailableProviderOncePerRun() {
    disconnected(aliceDrive(), alice());
    disconnected(ProviderAccountId.of("onedrive", "another"), alice());
    disconnected(ProviderAccountId.of("dropbox", "dbid:1"), alice());
    clock.advance(DELAY);
    provider = () -> new RevokeResult.RetryLater(null);

    assertThat(run()).isEqualTo(Map.of(RevocationState.PENDING, 2L));
    assertThat(calls).containsExactlyInAnyOrder("onedrive REFRESH_TOKEN", "dropbox REFRESH_TOKEN");

    provider = RevokeResult.Revoked::new;
    clock.advance(RevokeGrants.FIRST_DELAY);
    assertThat(run()).isEqualTo(Map.of(RevocationState.REVOKED, 3L));
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    disconnected(aliceDrive(), alice());
    provider = () -> new RevokeResult.RetryLater(null);

    for (int i = 1; i < RevokeGrants.MAX_ATTEMPTS; i++) {
      clock.advance(HOUR);
      assertThat(run()).isEqualTo(Map.of(RevocationState.PENDING, 1L));
    }
    clock.advance(HOUR);

    assertThat(run()).isEqualTo(Map.of(RevocationState.FAILED, 1L));
    assertThat(calls).hasSize(RevokeGrants.MAX_ATTEMPTS);
  }

  @Test
  void acceptsARefusalAsFinal() {
    disconnected(aliceDrive(), alice());
    clock.advance(DELAY);
    provider = RevokeResult.RevocationRefused::new;

    assertThat(run()).isEqualTo(Map.of(RevocationState.FAILED, 1L));
  }

  @Test
  void honorsRetryAfterUpToTheMaximumDelay() {
    disconnected(aliceDrive(), alice());
    clock.advance(DELAY);
    provider = () -> new RevokeResult.RetryLater(Duration.ofDays(365));
    run();
    provider = RevokeResult.Revoked::new;

    clock.advance(HOUR.minusSeconds(1));
    assertThat(run()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(run()).isEqualTo(Map.of(RevocationState.REVOKED, 1L));
  }

  @Test
  void repeatsACallThatWasInterrupted() {
    disconnected(aliceDrive(), alice());
    clock.advance(DELAY);
    provider =
        () -> {
          throw new IllegalStateException("this node is killed");
        };
    assertThatIllegalStateException().isThrownBy(this::run);
    assertThat(state()).isEqualTo(RevocationState.PENDING);
    provider = RevokeResult.Revoked::new;

    assertThat(run()).isEmpty();
    clock.advance(RevokeGrants.LEASE);

    assertThat(run()).isEqualTo(Map.of(RevocationState.REVOKED, 1L));
    assertThat(calls).hasSize(2);
  }

  /**
   * Bob connects the account between the check and the call, at a provider where the revocation
   * ends both grants.
   */
  @Test
  void aSuccessorWhoseGrantWasRevokedIsMarkedAtOnce() {
    CloudAccount released = disconnected(aliceDrive(), alice());
    clock.advance(DELAY);
    provider =
        () -> {
          adopted(released);
          providers.answerRefresh(
              _ -> new RefreshVerdict.Terminal(ReconnectReason.CONSENT_REVOKED));
          return new RevokeResult.Revoked();
        };

    assertThat(run()).isEqualTo(Map.of(RevocationState.REVOKED, 1L));

    assertThat(statusForBob(released)).isEqualTo(AccountStatus.NEEDS_RECONNECT);
    assertThat(events).singleElement().isInstanceOf(AccountEvent.ReconnectNeeded.class);
  }

  @Test
  void aSuccessorWhoseGrantSurvivesStaysConnected() {
    CloudAccount released = disconnected(aliceDrive(), alice());
    clock.advance(DELAY);
    provider =
        () -> {
          adopted(released);
          providers.answerRefresh(
              _ -> new RefreshVerdict.Refreshed(claim(aliceDrive(), bob()).credentials()));
          return new RevokeResult.Revoked();
        };

    run();

    assertThat(statusForBob(released)).isEqualTo(AccountStatus.CONNECTED);
    assertThat(providers.refreshes()).hasSize(1);
  }

  /** The call of the first claim may have reached the provider although its node died. */
  @Test
  void aSuccessorAfterAnInterruptedCallIsCheckedToo() {
    CloudAccount released = disconnected(aliceDrive(), alice());
    clock.advance(DELAY);
    store.claim(RevokeGrants.LEASE, Set.of());
    adopted(released);
    providers.answerRefresh(_ -> new RefreshVerdict.Terminal(ReconnectReason.CONSENT_REVOKED));
    clock.advance(RevokeGrants.LEASE);

    assertThat(run()).isEqualTo(Map.of(RevocationState.DROPPED, 1L));

    assertThat(statusForBob(released)).isEqualTo(AccountStatus.NEEDS_RECONNECT);
    assertThat(calls).isEmpty();
  }

  private void adopted(CloudAccount released) {
    assertThat(store.adopt(claim(aliceDrive(), bob()), released.epoch()))
        .isInstanceOf(AdoptResult.Adopted.class);
  }

  private AccountStatus statusForBob(CloudAccount released) {
    return store.read(released.id(), bob()).orElseThrow().account().status();
  }

  @Test
  void stopsBetweenRequests() {
    disconnected(aliceDrive(), alice());
    clock.advance(DELAY);

    assertThat(revoke.run(() -> false)).isEmpty();
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,10", "2,20", "3,40", "9,2560", "10,3600", "64,3600"})
  void doublesTheDelayEachTime(int attempt, long seconds) {
    assertThat(RevokeGrants.retryDelay(attempt)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
