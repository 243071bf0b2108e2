package com.cloudaggregator.application.verification;

import com.cloudaggregator.application.evidence.RecordedCall;
import com.cloudaggregator.application.port.ServiceCalls;
import com.cloudaggregator.domain.account.AccountId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows an operator what services asked for, account by account. */
public final class ReadServiceCalls {
  /** Rows of a page at most. */
  public static final int MAX_LIMIT = 500;

  private final ServiceCalls calls;

  public ReadServiceCalls(ServiceCalls calls) {
    this.calls = calls;
  }

  /**
   * One page, newest first.
   *
   * @param next where the next page begins; empty when this is the last
   */
  public record Page(List<RecordedCall> calls, Optional<UUID> next) {}

  /**
   * @param after the {@code next} of the page before; null for the first
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Page about(AccountId account, @Nullable UUID after, int limit) {
    List<RecordedCall> rows = calls.about(account, after, limit + 1);
    return rows.size() <= limit
        ? new Page(rows, Optional.empty())
        : new Page(rows.subList(0, limit), Optional.of(rows.get(limit - 1).id()));
  }
}
