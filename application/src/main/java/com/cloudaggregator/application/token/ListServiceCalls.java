package com.cloudaggregator.application.token;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows an operator the service calls, and an owner the last use of their account. */
public final class ListServiceCalls {
  /** Maximum page size. */
  public static final int MAX_LIMIT = 500;

  private static final int LATEST = 50;

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

  /**
   * When the host last got a token of this account for its owner.
   *
   * @param owner of the account; the calls for an earlier owner are not theirs to see
   * @return empty if that is not among the latest {@value #LATEST} calls
   */
  public Optional<Instant> findLastUse(AccountId account, UserId owner) {
    return calls.list(account, null, LATEST).stream()
        .filter(entry -> entry.call().result() == ServiceCall.CallResult.TOKEN_GIVEN)
        .filter(entry -> entry.call().user().equals(owner))
        .map(ServiceCallEntry::at)
        .findFirst();
  }
}
