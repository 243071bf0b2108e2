package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Additional data for the page of one account. No decision is based on it.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface AccountRecords {

  /**
   * @return empty if there is no such account or it belongs to another user
   */
  Optional<RefreshTimes> findRefreshTimes(AccountId id, UserId owner);

  /**
   * Times within the ownership of the current owner.
   *
   * @param lastSuccess when a refresh last brought credentials; null if none has
   * @param lastFailure when a refresh last failed; null if none has
   */
  record RefreshTimes(@Nullable Instant lastSuccess, @Nullable Instant lastFailure) {}

  /**
   * Finds an account that this user owned last and disconnected, while it has no owner.
   *
   * @return empty if there is no such account, if it has an owner, or if another user disconnected
   *     it
   */
  Optional<FormerAccount> findFormerAccount(AccountId id, UserId lastOwner);

  /**
   * @param revocation null if the revocation record has been purged
   */
  record FormerAccount(
      AccountId id,
      Provider provider,
      String maskedLabel,
      Instant at,
      @Nullable RevocationState revocation) {}
}
