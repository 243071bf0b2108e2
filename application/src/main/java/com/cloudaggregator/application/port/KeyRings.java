package com.cloudaggregator.application.port;

import java.util.List;

/** The ids of the keys that this node was started with; never a key. */
public interface KeyRings {

  /** Those that seal secrets at rest. */
  Ring vault();

  /** Those that sign transfer tokens. */
  Ring transfer();

  /** Those that seal the cookies of started flows. */
  Ring flow();

  /**
   * One ring.
   *
   * @param ids the first is the active one, which seals and signs; the others only open and verify
   */
  record Ring(List<String> ids) {
    public Ring {
      ids = List.copyOf(ids);
      if (ids.isEmpty()) {
        throw new IllegalArgumentException("A ring has an active key");
      }
    }

    public String active() {
      return ids.getFirst();
    }

    public boolean holds(String id) {
      return ids.contains(id);
    }
  }
}
