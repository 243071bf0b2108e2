package com.cloudaggregator.application.port;

import com.cloudaggregator.application.flow.StateHash;
import java.time.Instant;

/** The states that have been used, by their hash; a flow that is only started leaves nothing here. */
public interface AuthorizationStates {

  /**
   * One insert. Of any number of concurrent uses of one state, exactly one is answered {@code FIRST}.
   *
   * @param expiresAt when the state would have expired anyway, so that the row may be purged
   * @throws StorageException when it could not be stored; the state must then not be taken as used or unused
   */
  StateUse markUsed(StateHash state, Instant expiresAt);

  /** The answers to {@link #markUsed}. */
  enum StateUse {
    FIRST,
    REPLAYED
  }
}
