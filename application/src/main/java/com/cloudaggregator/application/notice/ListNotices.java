package com.cloudaggregator.application.notice;

import com.cloudaggregator.application.port.Notices;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.domain.account.UserId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows a former owner what was moved away from him, a page at a time, newest first. */
public final class ListNotices {
  /** More are not told apart. */
  public static final int MANY = 100;

  private final Notices notices;

  public ListNotices(Notices notices) {
    this.notices = notices;
  }

  /**
   * One page.
   *
   * @param next where the next page begins; empty when this is the last
   */
  public record Page(List<TransferNotice> notices, Optional<UUID> next) {}

  /** How many are not read yet; {@value #MANY} stands for so many and more. */
  public int unread(UserId formerOwner) {
    return notices.unread(formerOwner, MANY);
  }

  public Page list(UserId formerOwner, @Nullable UUID after, int limit) {
    List<TransferNotice> rows = notices.of(formerOwner, after, limit + 1);
    return rows.size() <= limit
        ? new Page(rows, Optional.empty())
        : new Page(rows.subList(0, limit), Optional.of(rows.get(limit - 1).id()));
  }
}
