package com.cloudaggregator.application.erasure;

import java.util.List;

/**
 * What is stored about a user, without secrets.
 *
 * @param complete false if a kind has more records than the limit
 */
public record UserExport(List<StoredRecord> records, boolean complete) {
  public UserExport {
    records = List.copyOf(records);
  }

  /**
   * One row.
   *
   * @param kind the name of the table
   */
  public record StoredRecord(String kind, List<StoredValue> values) {
    public StoredRecord {
      values = List.copyOf(values);
    }
  }

  /** A value that is not null. */
  public record StoredValue(String name, String value) {
    @Override
    public String toString() {
      return "StoredValue[" + name + "]";
    }
  }
}
