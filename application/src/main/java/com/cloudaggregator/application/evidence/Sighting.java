package com.cloudaggregator.application.evidence;

import java.time.Instant;

/** A piece of evidence about the account. */
public record Sighting(Evidence evidence, Instant at, String traceId) {}
