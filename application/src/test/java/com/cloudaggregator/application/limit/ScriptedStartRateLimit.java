package com.cloudaggregator.application.limit;

import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Allows each user a fixed number of starts. */
public final class ScriptedStartRateLimit implements StartRateLimit {
  public static final Duration RETRY_AFTER = Duration.ofSeconds(17);

  private final Map<UserId, Integer> starts = new ConcurrentHashMap<>();
  private final int allowed;

  public ScriptedStartRateLimit(int allowed) {
    this.allowed = allowed;
  }

  @Override
  public RateLimitResult tryAcquire(UserId user) {
    return starts.merge(user, 1, Integer::sum) <= allowed
        ? new RateLimitResult.Allowed()
        : new RateLimitResult.Exceeded(RETRY_AFTER);
  }

  public int startsOf(UserId user) {
    return starts.getOrDefault(user, 0);
  }
}
