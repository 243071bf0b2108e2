package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.credential.Secret;
import java.util.concurrent.atomic.AtomicInteger;

/** Values of the right length, and foreseeable: the first is {@code 000…1}. */
public final class CountedRandomness implements Randomness {
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public Secret secret() {
    return nth(count.incrementAndGet());
  }

  public static Secret nth(int n) {
    return new Secret("%043d".formatted(n));
  }
}
