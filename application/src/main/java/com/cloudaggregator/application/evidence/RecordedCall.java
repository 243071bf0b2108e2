package com.cloudaggregator.application.evidence;

import java.time.Instant;
import java.util.UUID;

/**
 * A call of a service as it stands in the record.
 *
 * @param traceId of the request that it was
 */
public record RecordedCall(UUID id, ServiceCall call, Instant at, String traceId) {}
