package com.cloudaggregator.domain.account;

/**
 * The alphabet of identifiers that are compared byte by byte: 1 to 255 characters from 0x21 to
 * 0x7E, no blanks.
 */
final class PrintableAscii {
  static final int MAX_LENGTH = 255;

  private PrintableAscii() {}

  /**
   * Refuses invalid values instead of correcting them: trimming or case folding could make two
   * identities equal.
   *
   * @throws IllegalArgumentException without the value, which may come from an attacker
   */
  static String require(String value, String what) {
    if (value.isEmpty()
        || value.length() > MAX_LENGTH
        || !value.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      throw new IllegalArgumentException(
          what + " must have 1 to " + MAX_LENGTH + " printable ASCII characters and no blanks");
    }
    return value;
  }
}
