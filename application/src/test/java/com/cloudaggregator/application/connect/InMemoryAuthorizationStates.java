package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.credential.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Used states in memory; never purged. */
public class InMemoryAuthorizationStates implements AuthorizationStates {
  private final Map<StateHash, Optional<Secret>> used = new ConcurrentHashMap<>();

  @Override
  public StateUse markUsed(StateHash state, Instant expiresAt) {
    return used.putIfAbsent(state, Optional.empty()) == null ? StateUse.FIRST : StateUse.REPLAYED;
  }

  @Override
  public void keepAnswer(StateHash state, Secret sealed) {
    used.replace(state, Optional.empty(), Optional.of(sealed));
  }

  @Override
  public Optional<Secret> findAnswer(StateHash state) {
    return used.getOrDefault(state, Optional.empty());
  }

  public boolean isUsed(StateHash state) {
    return used.containsKey(state);
  }
}
