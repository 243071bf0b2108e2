package com.cloudaggregator.application.testing;

import com.cloudaggregator.application.connect.Randomness;
import com.cloudaggregator.domain.credential.Secret;
import java.util.concurrent.atomic.AtomicInteger;

/** Predictable values of the right length; the first is {@code 000…1}. */
public final class CountedRandomness implements Randomness {
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public Secret nextSecret() {
    return nth(count.incrementAndGet());
  }

  public static Secret nth(int n) {
    return new Secret("%043d".formatted(n));
  }
}
