package com.cloudaggregator.application.webhook;

import java.util.regex.Pattern;

/**
 * The beginning of what a receiver wrote into its answer, for an operator who looks for the cause.
 *
 * @param value one line without control and format characters, at most {@value #MAX_LENGTH} code
 *     points; empty if it wrote nothing
 */
public record ResponseText(String value) {
  /** In code points. */
  public static final int MAX_LENGTH = 200;

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Z}]+");

  public static final ResponseText NONE = new ResponseText("");

  public ResponseText {
    String line = UNPRINTABLE.matcher(value).replaceAll(" ").strip();
    value =
        line.codePointCount(0, line.length()) <= MAX_LENGTH
            ? line
            : line.substring(0, line.offsetByCodePoints(0, MAX_LENGTH)).strip();
  }

  /** A receiver may repeat what it was sent, so it is not shown. */
  @Override
  public String toString() {
    return "ResponseText[…]";
  }
}
