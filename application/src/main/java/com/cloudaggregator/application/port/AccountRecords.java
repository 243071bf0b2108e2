package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the page of one account says beyond the account itself. Nothing is decided by it.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}.
 */
public interface AccountRecords {

  /** Absent alike when there is no such account and when it is someone else's. */
  Optional<RefreshTimes> refreshTimes(AccountId id, UserId owner);

  /**
   * Since the present owner became it.
   *
   * @param done when a refresh last brought credentials; null when none has
   * @param failed when a refresh last failed; null when none has
   */
  record RefreshTimes(@Nullable Instant done, @Nullable Instant failed) {}

  /**
   * What this user was the last to own and let go of, as long as nobody has it. Absent alike when there is no such
   * account, when somebody has it, and when somebody else let it go.
   */
  Optional<LetGo> letGo(AccountId id, UserId lastOwner);

  /** @param revocation null once nothing is kept of it any more */
  record LetGo(AccountId id, Provider provider, String maskedLabel, Instant at, @Nullable RevocationState revocation) {}
}
