package com.cloudaggregator.bootstrap.demo.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store that forgets its oldest entry when it is full; safe for use by several threads. */
final class Bounded<V> {
  private static final int MOST = 5_000;

  private final Map<String, V> entries = new LinkedHashMap<>();

  synchronized void put(String key, V value) {
    entries.put(key, value);
    if (entries.size() > MOST) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  synchronized Optional<V> get(String key) {
    @Nullable V value = entries.get(key);
    return Optional.ofNullable(value);
  }

  /** Removes and returns the value; of several callers with one key, only one gets it. */
  synchronized Optional<V> take(String key) {
    @Nullable V value = entries.remove(key);
    return Optional.ofNullable(value);
  }
}
