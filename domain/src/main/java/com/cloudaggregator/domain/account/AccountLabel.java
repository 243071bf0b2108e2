package com.cloudaggregator.domain.account;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Label by which people recognize an account, usually an email address. It is only displayed and
 * never used for a decision.
 *
 * @param value without control characters, at most 255 characters; empty if the provider sends none
 */
public record AccountLabel(String value) {
  private static final int MAX_LENGTH = 255;
  private static final int MAX_READ = 1024;
  private static final int MAX_SHOWN = 5;

  /** From this length on the end of the local part is shown to its last owner. */
  private static final int LONG_ENOUGH = 8;

  private static final int SHOWN_END = 2;
  private static final int ZWNJ = 0x200C;
  private static final int ZWJ = 0x200D;
  private static final int BLACK_FLAG = 0x1F3F4;
  private static final int FIRST_TAG = 0xE0020;
  private static final int LAST_TAG = 0xE007F;
  private static final int MOST_MARKS = 4;

  /** Letters by their category, but without a glyph: fillers of Hangul. */
  private static final Set<Integer> INVISIBLE_LETTERS = Set.of(0x115F, 0x1160, 0x3164, 0xFFA0);

  private static final String MASK = "•••";

  public static final AccountLabel NONE = new AccountLabel("");

  public AccountLabel {
    Objects.requireNonNull(value);
    value = cut(printable(value));
  }

  /**
   * The label as shown to anyone but the owner: the first half of the local part, at most five
   * characters ({@code ana.p•••@outlook.com}). Of a label that is not an email address, only the
   * first half is kept.
   */
  public String masked() {
    return masked(0);
  }

  /**
   * The label as it is kept for the user who released the account. It shows as many characters as
   * {@link #masked}, but the last two of them are the end of the local part ({@code
   * ana•••ez@outlook.com}), so that users can tell their accounts apart. A local part of fewer than
   * eight characters is masked as for anyone else.
   */
  public String maskedForLastOwner() {
    return masked(SHOWN_END);
  }

  private String masked(int wantedEnd) {
    if (value.isEmpty()) {
      return MASK;
    }
    int at = value.lastIndexOf('@');
    String local = at < 0 ? value : value.substring(0, at);
    String domain = at < 0 ? "" : value.substring(at);
    BreakIterator characters = characters(local);
    int length = 0;
    while (characters.next() != BreakIterator.DONE) {
      length++;
    }
    int shown = Math.min((length + 1) / 2, MAX_SHOWN);
    int end = length < LONG_ENOUGH ? 0 : wantedEnd;
    characters.first();
    String head = local.substring(0, characters.next(shown - end));
    characters.last();
    return head + MASK + local.substring(characters.next(-end)) + domain;
  }

  static String printable(String text) {
    StringBuilder kept = new StringBuilder();
    int[] codePoints = text.codePoints().limit(MAX_READ).toArray();
    int marks = 0;
    for (int i = 0; i < codePoints.length; i++) {
      int next = i + 1 < codePoints.length ? codePoints[i + 1] : ' ';
      int last = kept.isEmpty() ? ' ' : kept.codePointBefore(kept.length());
      marks = isMark(codePoints[i]) ? marks + 1 : 0;
      if (marks <= MOST_MARKS
          && (!isUnprintable(codePoints[i]) || isPartOfACharacter(codePoints[i], last, next))) {
        kept.appendCodePoint(codePoints[i]);
      }
    }
    return kept.toString();
  }

  /**
   * A joiner between two visible characters (Persian, Indic scripts, emoji sequences), or a tag of
   * a flag (<a href="https://www.unicode.org/reports/tr51/#Emoji_Sequences">UTS 51, section
   * 1.4.9</a>).
   */
  private static boolean isPartOfACharacter(int codePoint, int last, int next) {
    if (codePoint == ZWNJ || codePoint == ZWJ) {
      return !Character.isWhitespace(last)
          && !isUnprintable(last)
          && !Character.isWhitespace(next)
          && !isUnprintable(next);
    }
    return isTag(codePoint) && (last == BLACK_FLAG || isTag(last));
  }

  /**
   * A mark above or below its letter. More of them than any language uses would cover the lines
   * around (<a href="https://www.unicode.org/reports/tr39/#Optional_Detection">UTS 39, section
   * 5.4</a>).
   */
  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  private static boolean isTag(int codePoint) {
    return codePoint >= FIRST_TAG && codePoint <= LAST_TAG;
  }

  /** Cuts between two characters as people see them. */
  private static String cut(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    return text.substring(0, characters(text).preceding(MAX_LENGTH + 1));
  }

  private static BreakIterator characters(String text) {
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    return characters;
  }

  /**
   * Control characters would break a log line; direction marks could make an address look like
   * another one (<a href="https://www.unicode.org/reports/tr39/#Identifier_Status_and_Type">UTS
   * 39</a>).
   */
  private static boolean isUnprintable(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isISOControl(codePoint)
        || INVISIBLE_LETTERS.contains(codePoint)
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  @Override
  public String toString() {
    return masked();
  }
}
