package com.cloudaggregator.application.evidence;

import java.time.Instant;

/**
 * How often something was seen.
 *
 * @param traceId of the request that was the last
 */
public record Figure(long count, Instant lastAt, String traceId) {}
