package com.cloudaggregator.application.testing;

import com.cloudaggregator.domain.IdGenerator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Ascending ids, like the program's own (UUID version 7, RFC 9562, section 5.7). */
public final class CountedIds implements IdGenerator {
  private final AtomicLong count = new AtomicLong();

  @Override
  public UUID newId() {
    return new UUID(
        (0x0190_0000_0000L + count.incrementAndGet()) << 16 | 0x7000L, 0x8000_0000_0000_0001L);
  }
}
