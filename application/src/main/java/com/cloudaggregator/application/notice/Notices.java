package com.cloudaggregator.application.notice;

import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Notices to former owners. A notice is written with the transfer and is unique per account and
 * lost epoch. Each call is one transaction.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface Notices {

  /**
   * Lists notices, newest first.
   *
   * @param after the last id of the previous page; null for the first page
   * @param limit maximum number of rows, at least 1
   */
  List<TransferNotice> list(UserId formerOwner, @Nullable UUID after, int limit);

  /** Marks a notice as read. Repeating the call changes nothing and has the same result. */
  AcknowledgeOutcome acknowledge(UUID id, UserId formerOwner);

  /** Counts unread notices, up to {@code most}. */
  int countUnread(UserId formerOwner, int most);

  /** Marks all unread notices of this user as read, in one transaction. */
  void acknowledgeAll(UserId formerOwner);
}
