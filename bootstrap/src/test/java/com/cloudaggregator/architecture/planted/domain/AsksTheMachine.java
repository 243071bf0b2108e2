package com.cloudaggregator.architecture.planted.domain;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Breaks: no clock or randomness outside bootstrap; once by a method reference. */
final class AsksTheMachine {
  private final Instant now = Instant.now();
  private final Supplier<UUID> ids = UUID::randomUUID;
  private final int chance = new Random().nextInt();
  private final double more = Math.random();

  @Override
  public String toString() {
    return now + " " + ids.get() + " " + chance + " " + more;
  }
}
