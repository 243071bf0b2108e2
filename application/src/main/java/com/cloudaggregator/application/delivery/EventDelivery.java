package com.cloudaggregator.application.delivery;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event for the host product and how its delivery goes. Whom it tells of stays in its body.
 *
 * @param id which the receiver knows as {@code webhook-id}, the same however often it is delivered
 * @param type such as {@code account.connected}
 * @param attempts how often a delivery was begun
 * @param nextAttemptAt before which it is not tried; null unless pending
 * @param lastStatus the HTTP status of the last attempt, or {@code unreachable} or {@code no_answer}; null before it
 * @param deliveredAt when it was taken last; null before that
 */
public record EventDelivery(
    UUID id,
    String type,
    AccountId account,
    Epoch epoch,
    Instant createdAt,
    DeliveryState state,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable String lastStatus,
    @Nullable Instant deliveredAt) {}
