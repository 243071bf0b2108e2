package com.cloudaggregator.application.port;

import com.cloudaggregator.application.evidence.Dossier;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may know of any account, whoever owns it. It reads, and shows no credential.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}.
 */
public interface AccountAudit {

  /** All of one account as of one moment; absent when it was never connected. */
  Optional<Dossier> dossier(ProviderAccountId account);

  /**
   * The accounts of a status by id, whoever owns them, in a time that does not grow with their number.
   *
   * @param after the last id of the page before; null for the first page
   * @param limit rows at most, at least 1
   */
  List<CloudAccount> byStatus(AccountStatus status, @Nullable AccountId after, int limit);
}
