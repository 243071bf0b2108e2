package com.cloudaggregator.application.webhook;

/** Results of a request to deliver an event again. */
public enum ReplayResult {
  /** The event is due now, and its retry delays start over. */
  REPLAYED,
  /** There is no such event, or it has been purged. */
  NOT_FOUND
}
