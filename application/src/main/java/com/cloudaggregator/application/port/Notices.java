package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The notices to former owners; one is written with the transfer, unique for the account and the epoch lost. Each call is
 * one transaction.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has changed nothing.
 */
public interface Notices {

  /**
   * Newest first.
   *
   * @param after the last id of the page before; null for the first page
   * @param limit rows at most, at least 1
   */
  List<TransferNotice> of(UserId formerOwner, @Nullable UUID after, int limit);

  /** Marks it as read, once; a second time changes nothing and is answered the same. */
  AcknowledgeResult acknowledge(UUID id, UserId formerOwner);

  /** How many he has not read yet, counted no further than to {@code most}. */
  int unread(UserId formerOwner, int most);

  /** Marks all of his as read that are not, in one transaction. */
  void acknowledgeAll(UserId formerOwner);

  /** The answers to {@link #acknowledge}. */
  enum AcknowledgeResult {
    ACKNOWLEDGED,
    /** No such notice, or another user's. */
    NOT_FOUND
  }
}
