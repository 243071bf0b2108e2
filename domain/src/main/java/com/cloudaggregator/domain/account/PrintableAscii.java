package com.cloudaggregator.domain.account;

/** The one alphabet of identifiers that are compared byte by byte: 0x21 to 0x7E, no blank, 1 to 255 of them. */
final class PrintableAscii {
  static final int MAX_LENGTH = 255;

  private PrintableAscii() {}

  /**
   * Refuses rather than repairs: trimming or folding would make two identities one.
   *
   * @throws IllegalArgumentException without the value, which may be anything that a caller has sent
   */
  static String require(String value, String what) {
    if (value.isEmpty() || value.length() > MAX_LENGTH || !value.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      throw new IllegalArgumentException(what + " is 1 to " + MAX_LENGTH + " printable ASCII characters without blanks");
    }
    return value;
  }
}
