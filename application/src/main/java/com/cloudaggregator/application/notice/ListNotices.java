package com.cloudaggregator.application.notice;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists the notices of a former owner, newest first, page by page. */
public final class ListNotices {
  /** Unread notices are counted up to this number. */
  public static final int COUNT_LIMIT = 100;

  private final Notices notices;

  public ListNotices(Notices notices) {
    this.notices = notices;
  }

  /** Number of unread notices; {@value #COUNT_LIMIT} means that many or more. */
  public int countUnread(UserId formerOwner) {
    return notices.countUnread(formerOwner, COUNT_LIMIT);
  }

  public Slice<TransferNotice, UUID> list(UserId formerOwner, @Nullable UUID after, int limit) {
    return Slice.read(limit, rows -> notices.list(formerOwner, after, rows), TransferNotice::id);
  }
}
