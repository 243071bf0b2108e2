package com.cloudaggregator.application.token;

import java.time.Instant;
import java.util.UUID;

/**
 * A recorded service call.
 *
 * @param traceId of the request
 */
public record ServiceCallEntry(UUID id, ServiceCall call, Instant at, String traceId) {}
