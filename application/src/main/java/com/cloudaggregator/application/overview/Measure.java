package com.cloudaggregator.application.overview;

/** What the chart shows. */
public enum Measure {
  /** Another user connected an account that had an owner. */
  CONFLICTS,
  TRANSFERS,
  /** A connection that failed at the provider or in the database, through no user's decision. */
  FAILURES,
  /** The owner signed in again. */
  RECONNECTS
}
