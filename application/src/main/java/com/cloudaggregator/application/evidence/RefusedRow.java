package com.cloudaggregator.application.evidence;

import com.cloudaggregator.domain.account.Provider;

/** A constraint at work on the accounts of a provider. */
public record RefusedRow(Provider provider, String constraint) {}
