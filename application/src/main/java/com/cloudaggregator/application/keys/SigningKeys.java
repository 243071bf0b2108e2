package com.cloudaggregator.application.keys;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that signed transfer tokens, derived from the stored offers.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface SigningKeys {

  /** The keys of all stored offers. */
  Set<String> listKeys();

  /** When the last token signed with this key expires; empty if there is none. */
  Optional<Instant> findLastExpiry(String key);
}
