package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a user what he owns, a page at a time. */
public final class ListAccounts {
  /** Rows of a page at most. */
  public static final int MAX_LIMIT = 500;

  private final CloudAccounts accounts;

  public ListAccounts(CloudAccounts accounts) {
    this.accounts = accounts;
  }

  /**
   * One page.
   *
   * @param next where the next page begins; empty when this is the last
   */
  public record Page(List<CloudAccount> accounts, Optional<AccountId> next) {}

  /**
   * @param after the {@code next} of the page before; null for the first
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Page list(UserId owner, @Nullable AccountId after, int limit) {
    List<CloudAccount> rows = accounts.ownedBy(owner, after, limit + 1);
    return rows.size() <= limit
        ? new Page(rows, Optional.empty())
        : new Page(rows.subList(0, limit), Optional.of(rows.get(limit - 1).id()));
  }
}
