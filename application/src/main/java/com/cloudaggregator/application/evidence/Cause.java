package com.cloudaggregator.application.evidence;

/** What changed the owner. */
public enum Cause {
  CONNECTED,
  ADOPTED,
  TRANSFERRED,
  RELEASED
}
