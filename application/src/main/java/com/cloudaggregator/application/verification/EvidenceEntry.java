package com.cloudaggregator.application.verification;

import java.time.Instant;

/** One piece of evidence about an account. */
public record EvidenceEntry(Evidence evidence, Instant at, String traceId) {}
