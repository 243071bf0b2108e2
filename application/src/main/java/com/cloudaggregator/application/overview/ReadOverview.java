package com.cloudaggregator.application.overview;

import com.cloudaggregator.application.overview.OperationFigures.PeriodLength;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.verification.Verdict;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.DeliveryStatistics;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.domain.credential.RefusalCategory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The operators' overview: what is wrong, the figures, and what happened last. */
public final class ReadOverview {
  private static final int EVENTS = 10;

  /** A job or an event that has waited for longer than this is late. */
  private static final Duration LATE = Duration.ofMinutes(2);

  private final OperationFigures figures;
  private final InspectDeliveries deliveries;
  private final ReadVerification verification;

  public ReadOverview(
      OperationFigures figures, InspectDeliveries deliveries, ReadVerification verification) {
    this.figures = figures;
    this.deliveries = deliveries;
    this.verification = verification;
  }

  /** What an operator has to look at. */
  public enum Problem {
    /** A check of the handling of 23505 is violated. */
    CHECK_VIOLATED,
    /** A provider refuses our client or our request. */
    CONFIGURATION_REFUSED,
    /** Events have failed and are not retried. */
    WEBHOOK_FAILED,
    /** An event has waited for more than two minutes. */
    WEBHOOK_LATE,
    /** A job has been due for more than two minutes. */
    JOB_LATE
  }

  /** The length of the chart. */
  public enum Span {
    DAY(PeriodLength.HOUR, 24),
    WEEK(PeriodLength.DAY, 7);

    private final PeriodLength length;
    private final int periods;

    Span(PeriodLength length, int periods) {
      this.length = length;
      this.periods = periods;
    }
  }

  /**
   * @param problems empty if all is well
   * @param hasReceiver whether a webhook is set
   * @param today by hour, for the tiles
   * @param periods for the chart
   */
  public record Overview(
      List<Problem> problems,
      Standing standing,
      DeliveryStatistics deliveries,
      boolean hasReceiver,
      List<Period> today,
      List<Period> periods,
      List<RecentEvent> recent) {

    /** The sum over the last 24 hours; a lower bound when a period reached its limit. */
    public long count(Measure measure) {
      return today.stream().mapToLong(period -> period.count(measure)).sum();
    }
  }

  public Overview read(Span span) {
    Standing standing = figures.readStanding();
    DeliveryStatistics statistics = deliveries.readStatistics();
    List<Period> today = figures.countByPeriod(Span.DAY.length, Span.DAY.periods);
    return new Overview(
        findProblems(standing, statistics),
        standing,
        statistics,
        deliveries.hasReceiver(),
        today,
        span == Span.DAY ? today : figures.countByPeriod(span.length, span.periods),
        figures.listRecent(EVENTS));
  }

  private List<Problem> findProblems(Standing standing, DeliveryStatistics statistics) {
    List<Problem> problems = new ArrayList<>();
    if (verification.read().values().stream().anyMatch(Verdict.Violated.class::isInstance)) {
      problems.add(Problem.CHECK_VIOLATED);
    }
    if (standing.refusals().getOrDefault(RefusalCategory.CONFIGURATION, 0L) > 0
        || standing.postponed().getOrDefault(RefusalCategory.CONFIGURATION, 0L) > 0) {
      problems.add(Problem.CONFIGURATION_REFUSED);
    }
    // Without a webhook, events wait by design.
    if (deliveries.hasReceiver() && statistics.count(DeliveryState.FAILED) > 0) {
      problems.add(Problem.WEBHOOK_FAILED);
    } else if (deliveries.hasReceiver() && statistics.longestWait().compareTo(LATE) > 0) {
      problems.add(Problem.WEBHOOK_LATE);
    }
    if (standing.jobDelay().compareTo(LATE) > 0) {
      problems.add(Problem.JOB_LATE);
    }
    return problems;
  }
}
