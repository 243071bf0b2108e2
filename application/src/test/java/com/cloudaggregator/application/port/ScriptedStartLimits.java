package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Allows each user so many starts, for good. */
public final class ScriptedStartLimits implements StartLimits {
  public static final Duration RETRY_AFTER = Duration.ofSeconds(17);

  private final Map<UserId, Integer> starts = new ConcurrentHashMap<>();
  private final int allowed;

  public ScriptedStartLimits(int allowed) {
    this.allowed = allowed;
  }

  @Override
  public LimitResult tryStart(UserId user) {
    return starts.merge(user, 1, Integer::sum) <= allowed
        ? new LimitResult.Allowed()
        : new LimitResult.Exceeded(RETRY_AFTER);
  }

  public int startsOf(UserId user) {
    return starts.getOrDefault(user, 0);
  }
}
