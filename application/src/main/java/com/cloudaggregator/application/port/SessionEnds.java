package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.UserId;
import java.util.Optional;
import java.util.UUID;

/**
 * When users ended all of their sessions, on whatever node these are held. Each end has a mark of its own that is never
 * given twice, so that a session is told from those of before by no clock.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has left nothing behind.
 */
public interface SessionEnds {

  /**
   * The committed mark of the user's last end, read from the primary; empty when he never ended all, or so long ago that
   * no session can be from before.
   */
  Optional<UUID> last(UserId user);

  /** A new mark. Of any number of concurrent calls each is in effect when it returns: {@link #last} is none from before. */
  void end(UserId user);
}
