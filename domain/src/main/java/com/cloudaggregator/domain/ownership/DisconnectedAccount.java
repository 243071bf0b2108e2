package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import java.util.UUID;

/**
 * What a former owner sees of an account that he let go, and of nobody who may have it now.
 *
 * @param id of this disconnection; the same account may be let go again
 * @param maskedLabel as it was then
 */
public record DisconnectedAccount(
    UUID id, AccountId account, Provider provider, String maskedLabel, Instant at, RevocationState revocation) {}
