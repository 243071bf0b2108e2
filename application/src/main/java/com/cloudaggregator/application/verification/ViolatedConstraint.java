package com.cloudaggregator.application.verification;

import com.cloudaggregator.domain.account.Provider;

/** A constraint that refused rows of a provider's accounts. */
public record ViolatedConstraint(Provider provider, String constraint) {}
