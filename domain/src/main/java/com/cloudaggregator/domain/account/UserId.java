package com.cloudaggregator.domain.account;

/**
 * A user of the host product, by the {@code sub} of its identity provider (<a
 * href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1.2">RFC 7519, section 4.1.2</a>).
 *
 * @param value 1 to 255 printable ASCII characters, compared byte by byte
 */
public record UserId(String value) {
  public UserId {
    PrintableAscii.require(value, "A user id");
  }

  @Override
  public String toString() {
    return value;
  }
}
