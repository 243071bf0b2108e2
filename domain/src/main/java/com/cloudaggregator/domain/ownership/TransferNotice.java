package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a former owner is told: that an account was moved away. It never says to whom.
 *
 * @param maskedLabel as it was at the move
 * @param acknowledgedAt when he has read it; null until then
 */
public record TransferNotice(
    UUID id, AccountId account, Provider provider, String maskedLabel, Instant at, @Nullable Instant acknowledgedAt) {}
