package com.cloudaggregator.application.overview;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.overview.ReadOverview.Overview;
import com.cloudaggregator.application.overview.ReadOverview.Problem;
import com.cloudaggregator.application.overview.ReadOverview.Span;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceCount;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.application.verification.ViolatedConstraint;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.InMemoryOutbox;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.application.webhook.Outbox.Channel;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.credential.RefusalCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What counts as a fault on the operators' overview, and what does not. */
class ReadOverviewTest {
  private final TestClock clock = new TestClock();
  private final CountedIds ids = new CountedIds();
  private final InMemoryOutbox outbox = new InMemoryOutbox(clock, ids);
  private final Map<Evidence, EvidenceCount> evidence = new EnumMap<>(Evidence.class);
  private final Map<RefusalCategory, Long> refusals = new EnumMap<>(RefusalCategory.class);
  private final Map<RefusalCategory, Long> postponed = new EnumMap<>(RefusalCategory.class);
  private Duration jobDelay = Duration.ZERO;
  private boolean hasReceiver = true;

  private final class Figures implements OperationFigures, VerificationRecord {
    @Override
    public List<Period> countByPeriod(PeriodLength length, int periods) {
      return List.of(new Period(clock.instant(), Map.of(Measure.CONFLICTS, (long) periods)));
    }

    @Override
    public Standing readStanding() {
      return new Standing(Map.of(), refusals, postponed, Map.of(), 0, 0, 0, jobDelay);
    }

    @Override
    public List<RecentEvent> listRecent(int limit) {
      return List.of();
    }

    @Override
    public void record(Evidence kind, ProviderAccountId account, @Nullable String constraint) {}

    @Override
    public boolean guardsOneOwner(String constraint) {
      return false;
    }

    @Override
    public Map<Evidence, EvidenceCount> countEvidence() {
      return evidence;
    }

    @Override
    public Map<ViolatedConstraint, EvidenceCount> countViolations() {
      return Map.of();
    }
  }

  private Overview read(Span span) {
    Figures figures = new Figures();
    return new ReadOverview(
            figures,
            new InspectDeliveries(outbox, hasReceiver ? "hooks.example" : null),
            new ReadVerification(figures))
        .read(span);
  }

  private void failedAndLateEvents() {
    outbox.tell(new AccountId(ids.newId()));
    outbox.settle(
        outbox.claim(Channel.WEBHOOK, Duration.ofMinutes(1)).orElseThrow(),
        DeliveryState.FAILED,
        "410");
  }

  @Test
  void nothingIsWrongWithAnEmptyInstallation() {
    assertThat(read(Span.DAY).problems()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "CONFIGURATION", mode = EnumSource.Mode.EXCLUDE)
  void onlyOurConfigurationIsAFaultAmongRefusals(RefusalCategory category) {
    refusals.put(category, 7L);

    assertThat(read(Span.DAY).problems()).isEmpty();
  }

  @Test
  void aRefusedClientIsAFaultAtASignInAndAtARefresh() {
    refusals.put(RefusalCategory.CONFIGURATION, 1L);
    assertThat(read(Span.DAY).problems()).containsExactly(Problem.CONFIGURATION_REFUSED);
    refusals.clear();
    postponed.put(RefusalCategory.CONFIGURATION, 1L);
    assertThat(read(Span.DAY).problems()).containsExactly(Problem.CONFIGURATION_REFUSED);
  }

  @Test
  void eventsAreAFaultOnlyWhereAWebhookIsSet() {
    failedAndLateEvents();
    assertThat(read(Span.DAY).problems()).containsExactly(Problem.WEBHOOK_FAILED);

    hasReceiver = false;

    assertThat(read(Span.DAY).problems()).isEmpty();
  }

  @Test
  void anEventThatWaitsForMinutesIsLate() {
    outbox.tell(new AccountId(ids.newId()));
    clock.advance(Duration.ofMinutes(3));

    assertThat(read(Span.DAY).problems()).containsExactly(Problem.WEBHOOK_LATE);
  }

  @Test
  void aViolatedCheckAndALateJobAreFaults() {
    evidence.put(
        Evidence.DUPLICATE_NOT_UNDERSTOOD,
        new EvidenceCount(1, Instant.parse("2026-03-01T12:00:00Z"), "-"));
    jobDelay = Duration.ofMinutes(3);

    assertThat(read(Span.DAY).problems()).containsExactly(Problem.CHECK_VIOLATED, Problem.JOB_LATE);
  }

  @Test
  void aWeekHasSevenDaysAndTheTilesStayThoseOfToday() {
    Overview week = read(Span.WEEK);

    assertThat(week.periods().getFirst().count(Measure.CONFLICTS)).isEqualTo(7);
    assertThat(week.count(Measure.CONFLICTS)).isEqualTo(24);
  }
}
