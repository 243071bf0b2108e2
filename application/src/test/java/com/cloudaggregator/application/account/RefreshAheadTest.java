package com.cloudaggregator.application.account;

import static com.cloudaggregator.application.port.Samples.alice;
import static com.cloudaggregator.application.port.Samples.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.account.RefreshAhead.Ending;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CountedIds;
import com.cloudaggregator.application.port.Faults;
import com.cloudaggregator.application.port.InMemoryOwnership;
import com.cloudaggregator.application.port.Providers.RefreshRequest;
import com.cloudaggregator.application.port.ScriptedProviders;
import com.cloudaggregator.application.port.TestClock;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which tokens are refreshed before anybody asks, and what stops it. */
@Timeout(60)
class RefreshAheadTest {
  private static final Duration AHEAD = Duration.ofMinutes(10);
  private static final Duration HOUR = Duration.ofHours(1);

  private final TestClock clock = new TestClock();
  private final InMemoryOwnership store = new InMemoryOwnership(clock, new CountedIds());
  private final ScriptedProviders providers = new ScriptedProviders();
  private final AccessTokens tokens = new AccessTokens(
      store, providers, event -> { }, clock::advance, clock, AccessTokens.Terms.of(Duration.ofMinutes(2)),
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
    return new RefreshVerdict.Refreshed(new Credentials(
        new Secret("fresh"), new Secret("next"), clock.instant().plus(HOUR), Set.of("Files.Read")));
  }

  private AccountId endingIn(Duration left, String provider) {
    ProviderAccountId drive = ProviderAccountId.of(provider, "drive-" + ++accounts);
    AccountId id = ((ClaimResult.Claimed) store.claim(claim(drive, alice()))).account().id();
    store.letTokenStand(id, HOUR.minus(left), left);
    return id;
  }

  private Map<Ending, Long> run() {
    return refresh.run(() -> true);
  }

  private long refreshes(String provider) {
    return providers.refreshes().stream().filter(request -> request.provider().id().equals(provider)).count();
  }

  @Test
  void refreshesWhatEndsWithinTheTimeAndNothingElse() {
    AccountId soon = endingIn(Duration.ofMinutes(9), "onedrive");
    AccountId ended = endingIn(Duration.ofMinutes(-5), "googledrive");
    AccountId later = endingIn(Duration.ofMinutes(11), "onedrive");

    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, 2L));

    assertThat(store.custody(soon).orElseThrow().accessToken()).isEqualTo(new Secret("fresh"));
    assertThat(store.custody(ended).orElseThrow().accessToken()).isEqualTo(new Secret("fresh"));
    assertThat(store.custody(later).orElseThrow().accessToken()).isNotEqualTo(new Secret("fresh"));
    assertThat(run()).isEmpty();
    assertThat(refresh.longestWait()).isZero();
  }

  @Test
  void doesNothingUnlessItIsSwitchedOn() {
    endingIn(Duration.ofMinutes(-5), "onedrive");
    RefreshAhead off = refresh(Duration.ZERO);

    assertThat(off.run(() -> true)).isEmpty();
    assertThat(off.longestWait()).isZero();
    assertThat(providers.refreshes()).isEmpty();
    assertThat(refresh.longestWait()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void refreshesATokenOfShortLifeNotOverAndOver() {
    AccountId id = endingIn(Duration.ofMinutes(1), "onedrive");
    providers.answerRefresh(request -> new RefreshVerdict.Refreshed(new Credentials(
        new Secret("short"), null, clock.instant().plus(Duration.ofMinutes(4)), Set.of())));

    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, 1L));
    assertThat(run()).isEmpty();
    clock.advance(Duration.ofSeconds(121));
    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, 1L));
    assertThat(store.custody(id)).isPresent();
  }

  @Test
  void aProviderInTroubleIsLeftAloneUntilTheNextRunAndHoldsUpNobody() {
    for (int n = 0; n < 10; n++) {
      endingIn(Duration.ofMinutes(1), "onedrive");
      endingIn(Duration.ofMinutes(1), "googledrive");
    }
    providers.answerRefresh(request -> request.provider().id().equals("onedrive")
        ? new RefreshVerdict.Transient(RefreshTrouble.RATE_LIMITED, Duration.ofMinutes(1), false)
        : fresh(request));

    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, 10L, Ending.POSTPONED, (long) RefreshAhead.AT_ONCE));
    assertThat(refreshes("onedrive")).isEqualTo(RefreshAhead.AT_ONCE);

    giveFresh();
    clock.advance(Duration.ofMinutes(1));
    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, 10L));
  }

  @Test
  void anAccountInTroubleHoldsUpNoOtherOne() {
    AccountId odd = endingIn(Duration.ofMinutes(1), "onedrive");
    for (int n = 0; n < 10; n++) {
      endingIn(Duration.ofMinutes(2), "onedrive");
    }
    providers.answerRefresh(request -> store.read(odd, alice()).orElseThrow().leasedFor().isPositive()
        ? new RefreshVerdict.Transient(RefreshTrouble.UNAVAILABLE, Duration.ofMinutes(1), false)
        : fresh(request));

    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, 10L, Ending.POSTPONED, 1L));
  }

  @Test
  void verdictsAreThoseOfEveryRefresh() {
    AccountId id = endingIn(Duration.ofMinutes(1), "onedrive");
    providers.answerRefresh(request -> new RefreshVerdict.Terminal(ReconnectReason.INVALID_GRANT));

    assertThat(run()).isEqualTo(Map.of(Ending.NEEDS_RECONNECT, 1L));
    assertThat(store.read(id, alice()).orElseThrow().account().reason()).isEqualTo(ReconnectReason.INVALID_GRANT);
    assertThat(store.reconnectsAnnounced(id)).hasSize(1);
    assertThat(run()).isEmpty();
  }

  @Test
  void leavesOutProvidersThatAreNotConfigured() {
    endingIn(Duration.ofMinutes(1), "box");

    assertThat(run()).isEmpty();
    assertThat(refresh.longestWait()).isZero();
  }

  @Test
  void whatBecameSomeoneElsesMeanwhileIsPassedOver() {
    AccountId id = endingIn(Duration.ofMinutes(1), "onedrive");
    providers.answerRefresh(request -> {
      store.release(id, alice());
      return fresh(request);
    });

    assertThat(run()).isEqualTo(Map.of(Ending.OVERTAKEN, 1L));
    assertThat(store.custody(id)).isEmpty();
  }

  @Test
  void stopsBetweenAFewWhenTheProgramStopsAndWhenTheRunIsLongEnough() {
    for (int n = 0; n < 3 * RefreshAhead.AT_ONCE; n++) {
      endingIn(Duration.ofMinutes(1), "onedrive");
    }
    assertThat(refresh.run(() -> false)).isEmpty();

    providers.answerRefresh(request -> {
      clock.advance(RefreshAhead.LONGEST_RUN.dividedBy(RefreshAhead.AT_ONCE));
      return fresh(request);
    });
    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, (long) RefreshAhead.AT_ONCE));
  }

  @Test
  void takesAThousandOfAProviderAtTheMostInOneRun() {
    for (int n = 0; n < RefreshAhead.MOST + 1; n++) {
      endingIn(Duration.ofMinutes(1), "onedrive");
    }

    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, (long) RefreshAhead.MOST));
    assertThat(run()).isEqualTo(Map.of(Ending.REFRESHED, 1L));
  }

  @Test
  void aFailureOfTheStoreIsTheRunsAndTheOtherProvidersHadTheirTurn() {
    endingIn(Duration.ofMinutes(1), "onedrive");
    endingIn(Duration.ofMinutes(1), "googledrive");
    providers.answerRefresh(request -> {
      if (request.provider().id().equals("onedrive")) {
        throw Faults.unavailable();
      }
      return fresh(request);
    });

    assertThatExceptionOfType(StorageException.class).isThrownBy(this::run);
    assertThat(refreshes("googledrive")).isEqualTo(1);
  }
}
