package com.cloudaggregator.application.port;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Ids in rising order, as the program's own are (UUID version 7, RFC 9562, section 5.7). */
public final class CountedIds implements Supplier<UUID> {
  private final AtomicLong count = new AtomicLong();

  @Override
  public UUID get() {
    return new UUID((0x0190_0000_0000L + count.incrementAndGet()) << 16 | 0x7000L, 0x8000_0000_0000_0001L);
  }
}
