package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of owner as seen by one of the two users, or a change of access in between. It never
 * mentions the other user.
 *
 * @param cursor identifies the entry
 * @param labelOrNull in full while the reader owns the account; masked if it was transferred away
 *     from them or if they were its last owner and it has none now; null if they may not see it any
 *     longer
 */
public record ActivityEntry(
    ActivityCursor cursor, Provider provider, @Nullable String labelOrNull, Kind kind, Instant at) {

  /** What happened, from the reader's point of view. */
  public enum Kind {
    CONNECTED,
    /** Connected while it had no owner. */
    ADOPTED,
    TRANSFERRED_IN,
    TRANSFERRED_OUT,
    RELEASED,
    /** The owner signed in again. */
    RECONNECTED,
    /** Access was lost until the owner signs in again. */
    NEEDS_RECONNECT;

    /** The code that is sent: the name in lower case. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> of(String code) {
      for (Kind kind : values()) {
        if (kind.code().equals(code)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }
}
