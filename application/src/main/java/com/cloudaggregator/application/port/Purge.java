package com.cloudaggregator.application.port;

import java.time.Duration;

/**
 * Removes rows that nobody needs any more, by the database's clock. Each call is one transaction of its own and removes
 * {@code limit} rows at most, so that nobody waits for it long.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has removed nothing.
 */
public interface Purge {

  /** Marks of used states whose flow has expired, so that it is refused without them. */
  int usedStates(int limit);

  /**
   * Offers, used or not, and the credentials parked in them.
   *
   * @param age how long ago they expired at the least
   */
  int transferRequests(Duration age, int limit);

  /**
   * Evidence of how 23505 was met.
   *
   * @param age at the least
   */
  int evidence(Duration age, int limit);

  /**
   * The record of what services asked for.
   *
   * @param age at the least
   */
  int serviceCalls(Duration age, int limit);

  /**
   * What former owners are told of revocations whose state is final.
   *
   * @param age since then, at the least
   */
  int revocations(Duration age, int limit);

  /**
   * What became of owners' access: their timelines go back so far.
   *
   * @param age at the least
   */
  int accessEvents(Duration age, int limit);

  /**
   * Events for the host product, whatever became of them, but for those under way.
   *
   * @param age since they were written, at the least
   */
  int events(Duration age, int limit);

  /**
   * When users ended all of their sessions; one that is written anew meanwhile stays.
   *
   * @param age since then, at the least; longer than a session can go unused
   */
  int sessionEnds(Duration age, int limit);
}
