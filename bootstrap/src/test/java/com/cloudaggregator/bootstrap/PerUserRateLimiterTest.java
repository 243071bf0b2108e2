package com.cloudaggregator.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.domain.account.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PerUserRateLimiterTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T10:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final PerUserRateLimiter limits = new PerUserRateLimiter(2, clock);
  private final UserId ana = new UserId("ana");

  @Test
  void refusesRequestsOverTheLimitWithARetryAfter() {
    limits.tryAcquire(ana);
    limits.tryAcquire(ana);
    assertThat(limits.tryAcquire(ana))
        .isEqualTo(new RateLimitResult.Exceeded(Duration.ofSeconds(30)));
  }

  @Test
  void allowsRequestsAgainAfterTheWait() {
    limits.tryAcquire(ana);
    limits.tryAcquire(ana);
    now.updateAndGet(time -> time.plusSeconds(30));
    assertThat(limits.tryAcquire(ana)).isInstanceOf(RateLimitResult.Allowed.class);
  }

  @Test
  void countsEachUserSeparately() {
    limits.tryAcquire(ana);
    limits.tryAcquire(ana);
    assertThat(limits.tryAcquire(new UserId("bruno"))).isInstanceOf(RateLimitResult.Allowed.class);
  }
}
