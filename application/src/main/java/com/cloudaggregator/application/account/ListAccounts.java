package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.CloudAccounts.Owned;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
   * @param refreshing those whose access token somebody was just refreshing
   * @param next where the next page begins; empty when this is the last
   */
  public record Page(List<CloudAccount> accounts, Set<AccountId> refreshing, Optional<AccountId> next) {
    static Page of(List<Owned> rows, Optional<AccountId> next) {
      return new Page(
          rows.stream().map(Owned::account).toList(),
          rows.stream().filter(Owned::refreshing).map(row -> row.account().id()).collect(Collectors.toUnmodifiableSet()),
          next);
    }
  }

  /**
   * @param after the {@code next} of the page before; null for the first
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Page list(UserId owner, @Nullable AccountId after, int limit) {
    List<Owned> rows = accounts.ownedBy(owner, after, limit + 1);
    return rows.size() <= limit
        ? Page.of(rows, Optional.empty())
        : Page.of(rows.subList(0, limit), Optional.of(rows.get(limit - 1).account().id()));
  }
}
