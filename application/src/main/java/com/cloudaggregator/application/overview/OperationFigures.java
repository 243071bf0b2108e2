package com.cloudaggregator.application.overview;

import java.util.List;

/**
 * Figures of the whole installation. Every count stops at a limit and uses an index, so the time of
 * a call does not grow with the number of accounts.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface OperationFigures {
  /** A count of a period stops here. */
  int PERIOD_LIMIT = 1000;

  /** A count of accounts stops here. */
  int ACCOUNT_LIMIT = 10_000;

  /**
   * Counts by period, oldest first. The last one ends with the current full period of the
   * database's clock (UTC) and so is not over yet.
   */
  List<Period> countByPeriod(PeriodLength length, int periods);

  /** Length of a period. */
  enum PeriodLength {
    HOUR,
    DAY
  }

  /** The figures of the last 24 hours, and what is pending now. */
  Standing readStanding();

  /** The latest events, newest first. */
  List<RecentEvent> listRecent(int limit);
}
