package com.cloudaggregator.application.evidence;

import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of owner.
 *
 * @param from null when nobody owned it before
 * @param to null when it was released
 */
public record OwnerChange(Epoch epoch, @Nullable UserId from, @Nullable UserId to, Cause cause, Instant at) {}
