package com.cloudaggregator.architecture.planted.bootstrap;

import com.cloudaggregator.architecture.planted.persistence.PublicRow;

/** Violates: only the persistence module uses an entity. */
final class HoldsARow {
  private final PublicRow row = new PublicRow();

  @Override
  public String toString() {
    return row.toString();
  }
}
