package com.cloudaggregator.application.audit;

import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the history of an account.
 *
 * @param kind cause of a change of owner, kind of an access event, evidence or {@code
 *     operator_<action>}
 * @param epoch null if unknown
 * @param from the former owner or the operator; null if there is none
 * @param to the owner after it; null if there is none
 * @param reason that an operator gave; null for everything else
 * @param traceId null if unknown
 */
public record TimelineEntry(
    Instant at,
    String kind,
    @Nullable Long epoch,
    @Nullable UserId from,
    @Nullable UserId to,
    @Nullable String reason,
    @Nullable String traceId) {}
