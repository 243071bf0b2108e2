package com.cloudaggregator.domain.account;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a cloud account lives. A provider is configuration, so this is an id and no enumeration.
 *
 * @param id lower-case letters and digits, 2 to 32 of them, a letter first
 */
public record Provider(String id) {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]{1,31}");

  public Provider {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("A provider id is 2 to 32 lower-case letters and digits, a letter first");
    }
  }

  /** The id in capitals, as operators search for it in the log: {@code ONEDRIVE}. */
  public String inCapitals() {
    return id.toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id;
  }
}
