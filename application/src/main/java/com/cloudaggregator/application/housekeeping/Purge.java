package com.cloudaggregator.application.housekeeping;

import java.time.Duration;

/**
 * Deletes rows that are no longer needed, by the database clock. Each call is one transaction and
 * deletes at most {@code limit} rows, so that other transactions do not wait for it long.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has deleted
 * nothing then.
 */
public interface Purge {

  /** Deletes used states whose flow has expired, so that it is refused without them. */
  int deleteUsedStates(int limit);

  /**
   * Deletes offers, used or not, with the credentials parked in them.
   *
   * @param age minimum time since the offer expired
   */
  int deleteTransferRequests(Duration age, int limit);

  /**
   * Destroys the credentials parked in offers that have expired, or whose account has changed its
   * owner since. The offers stay, so that a repeated transfer gets the same answer.
   */
  int clearEndedOffers(int limit);

  /**
   * Deletes evidence about SQLSTATE 23505.
   *
   * @param age minimum age
   */
  int deleteEvidence(Duration age, int limit);

  /**
   * Deletes the record of service calls.
   *
   * @param age minimum age
   */
  int deleteServiceCalls(Duration age, int limit);

  /**
   * Deletes revocations whose state is final.
   *
   * @param age minimum time since the state became final
   */
  int deleteRevocations(Duration age, int limit);

  /**
   * Deletes changes of access from the activity lists.
   *
   * @param age minimum age
   */
  int deleteAccessEvents(Duration age, int limit);

  /**
   * Deletes events for the host product in any state, except those being delivered.
   *
   * @param age minimum time since the event was written
   */
  int deleteEvents(Duration age, int limit);

  /**
   * Deletes the marks of erased users, which keep flows that began before from storing anything.
   *
   * @param age minimum age; longer than a flow can take
   */
  int deleteErasedUsers(Duration age, int limit);

  /**
   * How long ago the oldest offer ended that still holds credentials, or the oldest event of an
   * erased user was delivered.
   */
  Duration longestWait();

  /** Deletes the events of erased users that have been delivered or discarded. */
  int deleteForgottenEvents(int limit);

  /** Deletes sessions of the built-in pages that have ended. */
  int deleteSessions(int limit);
}
