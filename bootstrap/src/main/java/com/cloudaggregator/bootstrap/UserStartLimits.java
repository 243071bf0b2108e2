package com.cloudaggregator.bootstrap;

import com.cloudaggregator.application.port.StartLimits;
import com.cloudaggregator.domain.account.UserId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A bucket for each user, in this process: full again after a minute, and forgotten when it has been full for one. */
final class UserStartLimits implements StartLimits {
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MAX_USERS = 100_000;

  private final Cache<UserId, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MAX_USERS).expireAfterAccess(PERIOD.multipliedBy(2)).build();
  private final int startsPerMinute;
  private final TimeMeter time;

  UserStartLimits(int startsPerMinute, Clock clock) {
    this.startsPerMinute = startsPerMinute;
    this.time = new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return TimeUnit.MILLISECONDS.toNanos(clock.millis());
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
  }

  @Override
  public LimitResult tryStart(UserId user) {
    var probe = buckets.get(user, ignored -> bucket()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? new LimitResult.Allowed()
        : new LimitResult.Exceeded(Duration.ofSeconds(
            Math.ceilDiv(probe.getNanosToWaitForRefill(), TimeUnit.SECONDS.toNanos(1))));
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(startsPerMinute).refillGreedy(startsPerMinute, PERIOD))
        .withCustomTimePrecision(time)
        .build();
  }
}
