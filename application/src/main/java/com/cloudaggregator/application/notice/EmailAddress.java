package com.cloudaggregator.application.notice;

import java.util.regex.Pattern;

/**
 * An address to which a notice can be sent. It says nothing about who owns an account. Its text
 * form does not show it.
 *
 * @param value at most 254 characters (<a href="https://www.rfc-editor.org/errata/eid1690">RFC
 *     3696, erratum 1690</a>), without spaces, control characters and the characters that separate
 *     addresses in a header
 */
public record EmailAddress(String value) {
  private static final int MAX_LENGTH = 254;
  private static final Pattern SHAPE =
      Pattern.compile(
          "[^\\s\\p{Cntrl}<>()\\[\\]\",;:\\\\@]+@[^\\s\\p{Cntrl}<>()\\[\\]\",;:\\\\@]+");

  /**
   * @throws IllegalArgumentException if it is not an address; the message does not contain it
   */
  public EmailAddress {
    if (!isAddress(value)) {
      throw new IllegalArgumentException("Not an e-mail address");
    }
  }

  /** Whether this text can be the address of a mailbox. */
  public static boolean isAddress(String text) {
    return text.length() <= MAX_LENGTH && SHAPE.matcher(text).matches();
  }

  @Override
  public String toString() {
    return "EmailAddress[…]";
  }
}
