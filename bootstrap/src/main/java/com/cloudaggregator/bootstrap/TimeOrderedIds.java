package com.cloudaggregator.bootstrap;

import com.cloudaggregator.domain.IdGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** Ids of UUID version 7 (RFC 9562, section 5.7). */
final class TimeOrderedIds implements IdGenerator {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final Clock clock;
  private final SecureRandom random;

  TimeOrderedIds(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public UUID newId() {
    long high = clock.millis() << 16 | VERSION_7 | random.nextLong() & 0x0FFFL;
    return new UUID(high, random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | VARIANT);
  }
}
