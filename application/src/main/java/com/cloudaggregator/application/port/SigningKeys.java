package com.cloudaggregator.application.port;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that transfer tokens were signed with, by the offers behind them.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}.
 */
public interface SigningKeys {

  /** The keys of offers that are still there. */
  Set<String> keys();

  /** Until when a token that was signed with this key may be good; empty when there is none such. */
  Optional<Instant> goodUntil(String key);
}
