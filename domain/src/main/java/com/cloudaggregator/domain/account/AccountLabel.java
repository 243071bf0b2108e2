package com.cloudaggregator.domain.account;

import java.util.Objects;

/**
 * How a person recognises an account, most often an e-mail address. A label is shown and nothing else: it never takes
 * part in a decision.
 *
 * @param value without control characters, at most 255 characters; may be empty when the provider names none
 */
public record AccountLabel(String value) {
  private static final int MAX_LENGTH = 255;
  private static final int SHOWN_AT_MOST = 5;
  private static final String MASK = "•••";

  public static final AccountLabel NONE = new AccountLabel("");

  public AccountLabel {
    Objects.requireNonNull(value);
    value = value.codePoints()
        .filter(c -> !isUnprintable(c))
        .limit(MAX_LENGTH)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
    if (value.length() > MAX_LENGTH) {
      value = value.substring(0, value.offsetByCodePoints(0, MAX_LENGTH / 2));
    }
  }

  /**
   * What may be shown to someone who is not, or not any more, the owner: the first half of the local part, five
   * characters at most ({@code ana.p•••@outlook.com}). A label that is no address keeps its first half alone.
   */
  public String masked() {
    if (value.isEmpty()) {
      return MASK;
    }
    int at = value.lastIndexOf('@');
    String local = at < 0 ? value : value.substring(0, at);
    String domain = at < 0 ? "" : value.substring(at);
    int length = local.codePointCount(0, local.length());
    int shown = Math.min((length + 1) / 2, SHOWN_AT_MOST);
    return local.substring(0, local.offsetByCodePoints(0, shown)) + MASK + domain;
  }

  /** Control characters would break a log line; direction marks would let an address read as another one. */
  private static boolean isUnprintable(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isISOControl(codePoint) || type == Character.FORMAT || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
  }

  @Override
  public String toString() {
    return masked();
  }
}
