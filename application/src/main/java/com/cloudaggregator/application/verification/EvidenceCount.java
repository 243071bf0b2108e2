package com.cloudaggregator.application.verification;

import java.time.Instant;

/**
 * How often something was observed.
 *
 * @param count at most {@value #MOST} for each kind of evidence: more are not counted
 * @param traceId of the latest request
 */
public record EvidenceCount(long count, Instant lastSeenAt, String traceId) {
  /** Counting must not take longer as evidence grows. */
  public static final int MOST = 10_000;
}
