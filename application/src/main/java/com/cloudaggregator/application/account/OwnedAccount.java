package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.CloudAccount;

/**
 * An account in a list.
 *
 * @param refreshing whether the refresh lease of its access token is held, by the database clock;
 *     for display only
 */
public record OwnedAccount(CloudAccount account, boolean refreshing) {}
