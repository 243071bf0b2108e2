package com.cloudaggregator.web.request;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Ids in full (<a href="https://www.rfc-editor.org/rfc/rfc9562#section-4">RFC 9562, section 4</a>),
 * and as opaque cursors.
 */
public final class Identifiers {
  private static final Pattern FULL =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{22}");

  private Identifiers() {}

  /**
   * {@link UUID#fromString} also accepts shortened groups, so that one id would have several
   * spellings.
   */
  public static Optional<UUID> parse(String text) {
    return FULL.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  public static String cursor(UUID last) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(last.getMostSignificantBits())
            .putLong(last.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Empty if the text is not a cursor of ours. */
  public static Optional<UUID> fromCursor(String cursor) {
    if (!CURSOR.matcher(cursor).matches()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
    UUID last = new UUID(bytes.getLong(), bytes.getLong());
    return cursor(last).equals(cursor) ? Optional.of(last) : Optional.empty();
  }
}
