package com.cloudaggregator.application.audit;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefusalCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** What the chart shows. */
  enum Measure {
    /** Another user connected an account that had an owner. */
    CONFLICTS,
    TRANSFERS,
    /** A connection that failed at the provider or in the database, through no user's decision. */
    FAILURES,
    /** The owner signed in again. */
    RECONNECTS
  }

  /**
   * What happened in one period of the chart.
   *
   * @param counts for every measure, each at most {@value #PERIOD_LIMIT}
   */
  record Period(Instant from, Map<Measure, Long> counts) {
    public Period {
      counts = Map.copyOf(counts);
    }

    public long count(Measure measure) {
      return counts.getOrDefault(measure, 0L);
    }
  }

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

  /**
   * @param needingReconnect accounts by provider; without those that have none
   * @param refusals of the last 24 hours at sign-ins, by category
   * @param postponed accounts whose refresh is postponed now because the provider refuses our
   *     client ({@code CONFIGURATION}) or has trouble ({@code TEMPORARY})
   * @param waiting accounts that need to be reconnected, by the category of the reason
   * @param takenBack transfers of the last 24 hours that returned an account to the owner before
   * @param frozen accounts
   * @param revocationsPending grants that are still to be revoked at a provider
   * @param jobDelay how long the job that is due longest has waited; zero if none is due
   */
  record Standing(
      Map<Provider, Long> needingReconnect,
      Map<RefusalCategory, Long> refusals,
      Map<RefusalCategory, Long> postponed,
      Map<RefusalCategory, Long> waiting,
      long takenBack,
      long frozen,
      long revocationsPending,
      Duration jobDelay) {}

  /** The latest events, newest first. */
  List<RecentEvent> listRecent(int limit);

  /**
   * @param kind cause of a change of owner, kind of an access event, evidence or {@code
   *     operator_<action>}
   * @param provider null if the event names an account
   * @param account null if no account was known
   */
  record RecentEvent(
      Instant at, String kind, @Nullable Provider provider, @Nullable AccountId account) {}
}
