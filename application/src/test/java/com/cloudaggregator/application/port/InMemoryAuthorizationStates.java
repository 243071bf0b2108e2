package com.cloudaggregator.application.port;

import com.cloudaggregator.application.flow.StateHash;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The used states in memory, never purged. */
public final class InMemoryAuthorizationStates implements AuthorizationStates {
  private final Set<StateHash> used = ConcurrentHashMap.newKeySet();

  @Override
  public StateUse markUsed(StateHash state, Instant expiresAt) {
    return used.add(state) ? StateUse.FIRST : StateUse.REPLAYED;
  }

  public boolean isUsed(StateHash state) {
    return used.contains(state);
  }
}
