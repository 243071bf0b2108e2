package com.cloudaggregator.application.audit;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import java.util.List;
import java.util.Optional;

/**
 * What is on file about an account, for operators. Read-only, without credentials, and each list is
 * limited.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface AccountFiles {

  Optional<CloudAccount> find(AccountId account);

  /**
   * Accounts whose id, id at the provider, address (in any case) or present or former owner is this
   * text, by id.
   */
  List<CloudAccount> search(String text, int limit);

  /** What happened to an account, newest first. */
  List<TimelineEntry> listTimeline(CloudAccount account, int limit);

  /** Offers to transfer the account, newest first. */
  List<OfferEntry> listOffers(AccountId account, int limit);
}
