package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.credential.Secret;
import java.time.Instant;
import java.util.Optional;

/** The states that have been used, by hash. Nothing is stored for a flow that is only started. */
public interface AuthorizationStates {

  /**
   * Marks a state as used by one insert. Of any number of concurrent uses of one state, exactly one
   * gets {@code FIRST}.
   *
   * @param expiresAt when the state expires, so that the row can be purged afterwards
   * @throws StoreException if it could not be stored; the state counts as neither used nor unused
   *     then
   */
  StateUse markUsed(StateHash state, Instant expiresAt);

  /**
   * Keeps the answer to the first use, unless the state is not used or has an answer. Stores the
   * evidence that waits ({@code VerificationRecord#together}) with it.
   *
   * @param sealed by {@link AuthorizationFlows#sealAnswer}
   */
  void keepAnswer(StateHash state, Secret sealed);

  /** The answer to the first use; empty while it is not known. */
  Optional<Secret> findAnswer(StateHash state);

  /** Results of {@link #markUsed}. */
  enum StateUse {
    FIRST,
    REPLAYED
  }
}
