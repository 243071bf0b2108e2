package com.cloudaggregator.application.port;

import com.cloudaggregator.application.evidence.RecordedCall;
import com.cloudaggregator.application.evidence.ServiceCall;
import com.cloudaggregator.domain.account.AccountId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record of what services asked for in users' names: written once, never altered, kept as long as the retention
 * says.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has left nothing behind.
 */
public interface ServiceCalls {

  /** One row in a transaction of its own, committed when this returns, with the trace id of the request. */
  void record(ServiceCall call);

  /**
   * About one account, newest first.
   *
   * @param after the last id of the page before; null for the first page
   * @param limit rows at most, at least 1
   */
  List<RecordedCall> about(AccountId account, @Nullable UUID after, int limit);
}
