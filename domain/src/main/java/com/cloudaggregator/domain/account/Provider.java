package com.cloudaggregator.domain.account;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A storage provider. Providers are configured, so this is an id and not an enum.
 *
 * @param id 2 to 32 lower-case letters and digits, starting with a letter
 */
public record Provider(String id) {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]{1,31}");

  public Provider {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "A provider id must have 2 to 32 lower-case letters or digits and start with a letter");
    }
  }

  /** The id in upper case, as it appears in the log: {@code ONEDRIVE}. */
  public String upperCaseId() {
    return id.toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id;
  }
}
