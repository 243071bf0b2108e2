package com.cloudaggregator.application.overview;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of the overview.
 *
 * @param kind cause of a change of owner, kind of an access event, evidence or {@code
 *     operator_<action>}
 * @param provider null if the account no longer exists
 * @param account null if no account was known
 */
public record RecentEvent(
    Instant at, String kind, @Nullable Provider provider, @Nullable AccountId account) {}
