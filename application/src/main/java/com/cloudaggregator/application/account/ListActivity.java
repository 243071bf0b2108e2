package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.Activities;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a user his own history, newest first, a page at a time. */
public final class ListActivity {
  /** Rows of a page at most. */
  public static final int MAX_LIMIT = 500;

  private final Activities activities;

  public ListActivity(Activities activities) {
    this.activities = activities;
  }

  /** @param next where the next page begins; empty when this is the last */
  public record Page(List<Happening> happenings, Optional<Happening.Mark> next) {}

  /**
   * @param account null for all
   * @param kind null for every kind
   * @param after the {@code next} of the page before; null for the first
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  public Page list(
      UserId user,
      @Nullable AccountId account,
      Happening.@Nullable Kind kind,
      Happening.@Nullable Mark after,
      int limit) {
    List<Happening> rows = activities.of(user, account, kind, after, limit + 1);
    return rows.size() <= limit
        ? new Page(rows, Optional.empty())
        : new Page(rows.subList(0, limit), Optional.of(rows.get(limit - 1).mark()));
  }
}
