package com.cloudaggregator.application.overview;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefusalCategory;
import java.time.Duration;
import java.util.Map;

/**
 * What is pending now, and figures of the last 24 hours.
 *
 * @param needingReconnect accounts by provider; without those that have none
 * @param refusals of the last 24 hours at sign-ins, by category
 * @param postponed accounts whose last refresh failed because the provider refuses our client
 *     ({@code CONFIGURATION}) or has trouble ({@code TEMPORARY})
 * @param waiting accounts that need to be reconnected, by the category of the reason
 * @param takenBack transfers of the last 24 hours that returned an account to the owner before
 * @param frozen accounts
 * @param revocationsPending grants that are still to be revoked at a provider
 * @param jobDelay how long the job that is due longest has waited; zero if no job is due
 */
public record Standing(
    Map<Provider, Long> needingReconnect,
    Map<RefusalCategory, Long> refusals,
    Map<RefusalCategory, Long> postponed,
    Map<RefusalCategory, Long> waiting,
    long takenBack,
    long frozen,
    long revocationsPending,
    Duration jobDelay) {}
