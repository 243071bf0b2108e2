package com.cloudaggregator.domain.account;

/**
 * The owner's own name for an account ("Work"). It is only displayed, to this owner alone, and ends
 * with their ownership.
 *
 * @param value without control characters and direction marks, like an {@link AccountLabel}; single
 *     spaces, at most {@value #MAX_LENGTH} code points; empty if the owner has given none
 */
public record Nickname(String value) {
  /** In code points. */
  public static final int MAX_LENGTH = 60;

  /** Longer texts are not read. */
  private static final int MAX_READ = 1024;

  public static final Nickname NONE = new Nickname("");

  /**
   * @throws IllegalArgumentException if it is too long
   */
  public Nickname {
    if (value.length() > MAX_READ) {
      throw new IllegalArgumentException("The nickname is too long");
    }
    value = AccountLabel.printable(value.replaceAll("\\s+", " ")).replaceAll(" +", " ").strip();
    if (value.codePointCount(0, value.length()) > MAX_LENGTH) {
      throw new IllegalArgumentException("The nickname is too long");
    }
  }

  /** Whether the owner has given none. */
  public boolean isEmpty() {
    return value.isEmpty();
  }

  /** A nickname may be a person's name, so it is not shown. */
  @Override
  public String toString() {
    return "Nickname[…]";
  }
}
