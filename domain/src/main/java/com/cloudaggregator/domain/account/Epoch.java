package com.cloudaggregator.domain.account;

/**
 * Counts the ownership changes of an account, including releases. It never decreases and is never
 * reused. Everything that later acts for an owner carries the epoch and is refused if it is no
 * longer current.
 *
 * @param value 1 for the first owner
 */
public record Epoch(long value) implements Comparable<Epoch> {
  public static final Epoch FIRST = new Epoch(1);

  public Epoch {
    if (value < 1) {
      throw new IllegalArgumentException("An epoch counts from 1");
    }
  }

  public Epoch next() {
    return new Epoch(Math.addExact(value, 1));
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
