package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Notifies a former owner of the transfer of an account, without naming the new owner.
 *
 * @param maskedLabel as it was at the transfer
 * @param acknowledgedAt when it was marked as read; null until then
 */
public record TransferNotice(
    UUID id,
    AccountId account,
    Provider provider,
    String maskedLabel,
    Instant at,
    @Nullable Instant acknowledgedAt) {}
