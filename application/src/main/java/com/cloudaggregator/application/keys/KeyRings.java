package com.cloudaggregator.application.keys;

import java.util.List;

/**
 * The ids of the keys that this node was started with. The keys themselves are not accessible here.
 */
public interface KeyRings {

  /** Keys that seal secrets at rest. */
  KeyIds vault();

  /** Keys that sign transfer tokens. */
  KeyIds transfer();

  /** Keys that seal the cookies of started flows. */
  KeyIds flow();

  /**
   * The key ids of one ring.
   *
   * @param ids the first one is active and seals or signs; the others only open or verify
   */
  record KeyIds(List<String> ids) {
    public KeyIds {
      ids = List.copyOf(ids);
      if (ids.isEmpty()) {
        throw new IllegalArgumentException("A ring must have an active key");
      }
    }

    public String active() {
      return ids.getFirst();
    }

    public boolean contains(String id) {
      return ids.contains(id);
    }
  }
}
