package com.cloudaggregator.application.activity;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityCursor;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of ownership and access, as each user took part in them.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface Activities {

  /**
   * Lists a user's activity, newest first. A cursor that is not one of this user's entries gives an
   * empty list.
   *
   * @param account null for all accounts
   * @param kind null for every kind
   * @param after the cursor of the last entry seen; null for the first page
   */
  List<ActivityEntry> list(
      UserId user,
      @Nullable AccountId account,
      ActivityEntry.@Nullable Kind kind,
      @Nullable ActivityCursor after,
      int limit);
}
