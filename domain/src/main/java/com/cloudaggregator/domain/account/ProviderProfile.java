package com.cloudaggregator.domain.account;

/**
 * What is known of a provider without asking it.
 *
 * @param displayName its own name, as people know it
 * @param configured whether it has our client's credentials
 * @param offlineAccess whether a refresh token is asked for, so that its absence is a fault
 */
public record ProviderProfile(Provider provider, String displayName, boolean configured, boolean offlineAccess) {}
