package com.cloudaggregator.application.keys;

/**
 * Counts of one key.
 *
 * @param good secrets that could be opened
 * @param bad secrets that could not be opened
 */
public record Tally(long good, long bad) {
  public static final Tally NONE = new Tally(0, 0);

  public Tally plus(long moreGood, long moreBad) {
    return new Tally(good + moreGood, bad + moreBad);
  }
}
