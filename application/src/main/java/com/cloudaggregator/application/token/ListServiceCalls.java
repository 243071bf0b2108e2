package com.cloudaggregator.application.token;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.domain.account.AccountId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows an operator the service calls. */
public final class ListServiceCalls {
  /** Maximum page size. */
  public static final int MAX_LIMIT = 500;

  private final ServiceCalls calls;

  public ListServiceCalls(ServiceCalls calls) {
    this.calls = calls;
  }

  /**
   * @param account null for all accounts
   * @param after the {@code next} of the previous page; null for the first page
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Slice<ServiceCallEntry, UUID> list(
      @Nullable AccountId account, @Nullable UUID after, int limit) {
    return Slice.read(limit, rows -> calls.list(account, after, rows), ServiceCallEntry::id);
  }
}
