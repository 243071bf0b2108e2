package com.cloudaggregator.application.webhook;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event for the host product and the state of its delivery. The users it is about are only in
 * its body.
 *
 * @param id sent as {@code webhook-id}; the same for every attempt
 * @param type for example {@code account.connected}
 * @param attempts number of started deliveries
 * @param nextAttemptAt earliest time of the next attempt; null unless pending
 * @param lastStatus HTTP status of the last attempt, {@code unreachable} or {@code no_answer}; null
 *     before the first attempt
 * @param lastResponse what the receiver wrote when it refused the last attempt
 * @param deliveredAt when it was last accepted; null before that
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
    ResponseText lastResponse,
    @Nullable Instant deliveredAt) {}
