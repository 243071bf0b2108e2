package com.cloudaggregator.application.metrics;

import com.cloudaggregator.domain.account.AccountStatus;
import java.util.List;

/**
 * Counts of stored rows, for the metrics.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface StoredFigures {

  /** The accounts by provider and status; a pair without accounts is left out. */
  List<AccountCount> countAccounts();

  /**
   * @param provider the id of a provider, which need not be configured any longer
   */
  record AccountCount(String provider, AccountStatus status, long accounts) {}

  /**
   * The grants that are still to be revoked.
   *
   * @param most limit of the count
   */
  long countPendingRevocations(int most);
}
