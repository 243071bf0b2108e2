package com.cloudaggregator.bootstrap;

import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.limit.StartRateLimit;
import com.cloudaggregator.domain.account.UserId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BandwidthBuilder;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Token buckets per user, in the memory of this node. A bucket that is not used for a minute is
 * full again, and is removed.
 */
final class PerUserRateLimiter implements StartRateLimit {
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MAX_USERS = 100_000;

  private final Cache<UserId, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MAX_USERS).expireAfterAccess(PERIOD).build();
  private final Bandwidth limit;
  private final TimeMeter time;

  PerUserRateLimiter(int startsPerMinute, Clock clock) {
    this.limit =
        BandwidthBuilder.builder()
            .capacity(startsPerMinute)
            .refillGreedy(startsPerMinute, PERIOD)
            .build();
    this.time =
        new TimeMeter() {
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
  public RateLimitResult tryAcquire(UserId user) {
    var probe = buckets.get(user, ignored -> bucket()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? new RateLimitResult.Allowed()
        : new RateLimitResult.Exceeded(
            Duration.ofSeconds(
                Math.ceilDiv(probe.getNanosToWaitForRefill(), TimeUnit.SECONDS.toNanos(1))));
  }

  private Bucket bucket() {
    return Bucket.builder().addLimit(limit).withCustomTimePrecision(time).build();
  }
}
