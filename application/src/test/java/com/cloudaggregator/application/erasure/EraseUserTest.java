package com.cloudaggregator.application.erasure;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.erasure.EraseUser.ErasureProgress;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.RecordedEvents;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCall.CallResult;
import com.cloudaggregator.application.token.ServiceCallEntry;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A call erases a bounded part of a user and says whether it has to be repeated. */
class EraseUserTest {
  private static final UserId SERVICE = new UserId("backend");
  private static final UserId PSEUDONYM = new UserId("pseudonym");
  private static final AccountId ACCOUNT = new AccountId(new UUID(0, 1));

  private final TestClock clock = new TestClock();
  private final RecordedEvents events = new RecordedEvents();
  private final Records records = new Records();
  private final EraseUser erasure =
      new EraseUser(
          records, records, new ScriptedProviders(), events, clock, Duration.ofSeconds(10));

  private final class Records implements UserRecords, ServiceCalls {
    private final List<ServiceCall> calls = new ArrayList<>();
    private int owned;
    private int releasedBefore;
    private int connectedMeanwhile;
    private Duration perAccount = Duration.ZERO;

    @Override
    public Optional<ErasedAccount> eraseNextAccount(UserId user, RevocationTerms terms) {
      clock.advance(perAccount);
      if (owned > 0) {
        owned--;
        return Optional.of(erased(RevocationState.PENDING));
      }
      if (releasedBefore > 0) {
        releasedBefore--;
        return Optional.of(erased(null));
      }
      return Optional.empty();
    }

    private static ErasedAccount erased(@Nullable RevocationState revocation) {
      return new ErasedAccount(ACCOUNT, aliceDrive(), PSEUDONYM, new Epoch(2), revocation);
    }

    @Override
    public boolean forget(UserId user, int limit) {
      if (connectedMeanwhile > 0) {
        connectedMeanwhile--;
        owned++;
        return false;
      }
      return true;
    }

    @Override
    public UserExport export(UserId user, int limit) {
      return new UserExport(List.of(), true);
    }

    @Override
    public void record(ServiceCall call) {
      calls.add(call);
    }

    @Override
    public List<ServiceCallEntry> list(
        @Nullable AccountId account, @Nullable UUID after, int limit) {
      return List.of();
    }
  }

  @Test
  void releasesEveryAccountAndPublishesItUnderThePseudonym() {
    records.owned = 2;
    records.releasedBefore = 1;

    assertThat(erasure.erase(SERVICE, alice())).isEqualTo(new ErasureProgress(2, 2, true));

    assertThat(events.published())
        .hasSize(2)
        .containsOnly(new AccountReleased(aliceDrive(), ACCOUNT, PSEUDONYM, new Epoch(2)));
    assertThat(records.calls)
        .containsExactly(ServiceCall.aboutUser(SERVICE, alice(), CallResult.USER_ERASED));
  }

  @Test
  void releasesAnAccountThatWasConnectedMeanwhile() {
    records.connectedMeanwhile = 1;

    assertThat(erasure.erase(SERVICE, alice())).isEqualTo(new ErasureProgress(1, 1, true));
  }

  @Test
  void changesNothingWhenRepeated() {
    assertThat(erasure.erase(SERVICE, alice())).isEqualTo(new ErasureProgress(0, 0, true));
  }

  @Test
  void saysThatItContinuesAfterTheMaximumNumberOfSteps() {
    records.owned = EraseUser.STEPS + 1;

    assertThat(erasure.erase(SERVICE, alice()))
        .isEqualTo(new ErasureProgress(EraseUser.STEPS, EraseUser.STEPS, false));
    assertThat(erasure.erase(SERVICE, alice())).isEqualTo(new ErasureProgress(1, 1, true));
  }

  @Test
  void saysThatItContinuesAfterItsTime() {
    records.owned = 3;
    records.perAccount = EraseUser.BUDGET.dividedBy(2);

    assertThat(erasure.erase(SERVICE, alice()).complete()).isFalse();
    assertThat(records.owned).isEqualTo(1);
  }
}
