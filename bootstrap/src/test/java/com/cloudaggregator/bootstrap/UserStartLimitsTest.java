package com.cloudaggregator.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.domain.account.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class UserStartLimitsTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T10:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final UserStartLimits limits = new UserStartLimits(2, clock);
  private final UserId ana = new UserId("ana");

  @Test
  void refusesOneMoreThanAllowedAndSaysWhenToComeBack() {
    limits.tryStart(ana);
    limits.tryStart(ana);
    assertThat(limits.tryStart(ana)).isEqualTo(new LimitResult.Exceeded(Duration.ofSeconds(30)));
  }

  @Test
  void allowsAgainWhenTheTimeHasPassed() {
    limits.tryStart(ana);
    limits.tryStart(ana);
    now.updateAndGet(time -> time.plusSeconds(30));
    assertThat(limits.tryStart(ana)).isInstanceOf(LimitResult.Allowed.class);
  }

  @Test
  void countsEachUserAlone() {
    limits.tryStart(ana);
    limits.tryStart(ana);
    assertThat(limits.tryStart(new UserId("bruno"))).isInstanceOf(LimitResult.Allowed.class);
  }
}
