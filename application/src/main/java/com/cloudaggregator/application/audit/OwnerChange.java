package com.cloudaggregator.application.audit;

import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of owner.
 *
 * @param from null if the account had no owner before
 * @param to null if the account was released
 */
public record OwnerChange(
    Epoch epoch, @Nullable UserId from, @Nullable UserId to, OwnerChangeCause cause, Instant at) {}
