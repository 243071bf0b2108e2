package com.cloudaggregator.application.audit;

/** What caused a change of owner. */
public enum OwnerChangeCause {
  CONNECTED,
  ADOPTED,
  TRANSFERRED,
  RELEASED
}
