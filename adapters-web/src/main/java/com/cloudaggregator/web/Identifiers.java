package com.cloudaggregator.web;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Our ids as they travel: in full (RFC 9562, section 4), and as the cursor of a page, which says nothing to a reader. */
final class Identifiers {
  private static final Pattern FULL =
      Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{22}");

  private Identifiers() {}

  /** Java's own parser takes shortened groups too, so that one id would have many names. */
  static Optional<UUID> parse(String text) {
    return FULL.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  static String cursor(UUID last) {
    byte[] bytes = ByteBuffer.allocate(16)
        .putLong(last.getMostSignificantBits())
        .putLong(last.getLeastSignificantBits())
        .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Absent when no page of ours ends so. */
  static Optional<UUID> fromCursor(String cursor) {
    if (!CURSOR.matcher(cursor).matches()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
    UUID last = new UUID(bytes.getLong(), bytes.getLong());
    return cursor(last).equals(cursor) ? Optional.of(last) : Optional.empty();
  }
}
