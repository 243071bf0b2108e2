package com.cloudaggregator.domain.ownership;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of owner as one of its two sides sees it, or what became of an owner's access in between. The other side is
 * never in it.
 *
 * @param mark which one it is
 * @param labelOrNull in full while the account is the reader's, masked where it was moved away from him or where he was
 *     the last to have it and nobody has it now, and null where it is no longer his to read
 */
public record Happening(Mark mark, Provider provider, @Nullable String labelOrNull, Kind kind, Instant at) {

  /**
   * An account's change of owner has one epoch, and an epoch one change of owner.
   *
   * @param turn 0 for the change of owner itself; above for what came after it within the epoch
   */
  public record Mark(AccountId account, Epoch epoch, long turn) {
    public Mark(AccountId account, Epoch epoch) {
      this(account, epoch, 0);
    }
  }

  /** What it was to the reader. */
  public enum Kind {
    CONNECTED,
    /** Connected when nobody had it any more. */
    ADOPTED,
    TRANSFERRED_IN,
    TRANSFERRED_OUT,
    RELEASED,
    /** The owner signed in to it again. */
    RECONNECTED,
    /** Its access was lost until he does. */
    NEEDS_RECONNECT;

    /** As it is sent: the name in lower case. */
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
