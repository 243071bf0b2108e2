package com.cloudaggregator.application.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Offers that are neither used nor expired.
 *
 * @param lastExpiry when the last of them expires; null if there are none
 */
public record PendingOffers(long count, @Nullable Instant lastExpiry) {}
