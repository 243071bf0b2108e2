package com.cloudaggregator.application.notice;

/** What became of an acknowledgement. */
public sealed interface AcknowledgeOutcome {
  record Acknowledged() implements AcknowledgeOutcome {}

  /** No such notice, or another user's: the same answer for both. */
  record NotFound() implements AcknowledgeOutcome {}
}
