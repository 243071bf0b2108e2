package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import java.util.UUID;

/**
 * What a user sees of an account that they disconnected. It says nothing about a new owner.
 *
 * @param id of this disconnection; the same account can be disconnected again
 * @param maskedLabel as it was at that time
 */
public record DisconnectedAccount(
    UUID id,
    AccountId account,
    Provider provider,
    String maskedLabel,
    Instant at,
    RevocationState revocation) {}
