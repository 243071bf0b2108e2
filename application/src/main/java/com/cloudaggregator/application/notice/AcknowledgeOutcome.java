package com.cloudaggregator.application.notice;

/** Result of acknowledging a notice. */
public enum AcknowledgeOutcome {
  ACKNOWLEDGED,
  /** There is no such notice, or it belongs to another user. */
  NOTICE_NOT_FOUND
}
