package com.cloudaggregator.application.delivery;

/** The answers to a request to deliver an event again. */
public enum ReplayResult {
  /** It is due at once, and its pauses begin anew. */
  REPLAYED,
  /** There is no such event, or its retention is over. */
  NOT_FOUND
}
