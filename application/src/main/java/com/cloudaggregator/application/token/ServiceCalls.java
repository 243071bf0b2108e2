package com.cloudaggregator.application.token;

import com.cloudaggregator.domain.account.AccountId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail of service calls: append-only, kept for the configured retention.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface ServiceCalls {

  /**
   * Stores one row in its own transaction, with the trace id of the request. It is committed when
   * the call returns.
   */
  void record(ServiceCall call);

  /**
   * Calls, newest first.
   *
   * @param account null for all accounts
   * @param after the last id of the previous page; null for the first page
   * @param limit maximum number of rows, at least 1
   */
  List<ServiceCallEntry> list(@Nullable AccountId account, @Nullable UUID after, int limit);
}
