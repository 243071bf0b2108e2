package com.cloudaggregator.application.audit;

import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An offer to transfer an account.
 *
 * @param usedAt null if it was not used
 */
public record OfferEntry(
    UserId requester, Instant createdAt, Instant expiresAt, @Nullable Instant usedAt) {}
