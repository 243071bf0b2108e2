package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;

/**
 * A completed proof of control: this user has just signed in to this account at its provider, which gave him these
 * credentials.
 */
public record NewClaim(
    ProviderAccountId account, UserId claimant, AccountLabel label, Credentials credentials) {}
