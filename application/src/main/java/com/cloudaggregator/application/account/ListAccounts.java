package com.cloudaggregator.application.account;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists the accounts of a user page by page, or finds one of them by its id. */
public final class ListAccounts {
  /** Maximum page size. */
  public static final int MAX_LIMIT = 500;

  private final CloudAccounts accounts;

  public ListAccounts(CloudAccounts accounts) {
    this.accounts = accounts;
  }

  /**
   * @param after the {@code next} of the previous page; null for the first page
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Slice<OwnedAccount, AccountId> list(UserId owner, @Nullable AccountId after, int limit) {
    return Slice.read(
        limit, rows -> accounts.listOwned(owner, after, rows), owned -> owned.account().id());
  }

  /** Empty if there is no such account, and if another user owns it. */
  public Optional<CloudAccount> find(AccountId id, UserId owner) {
    return accounts.findOwned(id, owner);
  }
}
