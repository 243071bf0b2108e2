package com.cloudaggregator.oauth;

import java.util.List;
import java.util.Optional;

/**
 * Keys for one purpose. The first one seals and signs; the others only open and verify what is
 * older.
 *
 * @param keys at least one; the ids are unique
 */
public record KeyRing(List<SymmetricKey> keys) {
  public KeyRing {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("A key ring must have a key");
    }
    if (keys.stream().map(SymmetricKey::id).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("The ids of a key ring must be unique");
    }
  }

  public SymmetricKey active() {
    return keys.getFirst();
  }

  public Optional<SymmetricKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
