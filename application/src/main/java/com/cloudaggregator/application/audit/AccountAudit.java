package com.cloudaggregator.application.audit;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may see of any account. Read-only, and without credentials.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface AccountAudit {

  /**
   * One account with its history, from one snapshot.
   *
   * @return empty if it was never connected
   */
  Optional<AccountHistory> findHistory(ProviderAccountId account);

  /**
   * Lists the accounts with a status by id, of all owners, in a time that does not grow with their
   * number.
   *
   * @param after the last id of the previous page; null for the first page
   * @param limit maximum number of rows, at least 1
   */
  List<CloudAccount> listByStatus(AccountStatus status, @Nullable AccountId after, int limit);

  /** Lists the frozen accounts in the same way, whatever their status. */
  List<CloudAccount> listFrozen(@Nullable AccountId after, int limit);
}
