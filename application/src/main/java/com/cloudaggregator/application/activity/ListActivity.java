package com.cloudaggregator.application.activity;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityCursor;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import org.jspecify.annotations.Nullable;

/** Lists a user's own history, newest first, page by page. */
public final class ListActivity {
  /** Maximum page size. */
  public static final int MAX_LIMIT = 500;

  private final Activities activities;

  public ListActivity(Activities activities) {
    this.activities = activities;
  }

  /**
   * @param account null for all accounts
   * @param kind null for every kind
   * @param after the {@code next} of the previous page; null for the first page
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Slice<ActivityEntry, ActivityCursor> list(
      UserId user,
      @Nullable AccountId account,
      ActivityEntry.@Nullable Kind kind,
      @Nullable ActivityCursor after,
      int limit) {
    return Slice.read(
        limit, rows -> activities.list(user, account, kind, after, rows), ActivityEntry::cursor);
  }
}
