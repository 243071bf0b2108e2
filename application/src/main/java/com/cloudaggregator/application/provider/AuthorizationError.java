package com.cloudaggregator.application.provider;

import org.jspecify.annotations.Nullable;

/**
 * The error of an authorization response (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">RFC 6749, section 4.1.2.1</a>). It
 * comes from the browser, so it is never logged or shown.
 *
 * @param error as sent
 * @param descriptionOrNull {@code error_description}
 * @param subcodeOrNull {@code error_subcode}, which Microsoft sends
 */
public record AuthorizationError(
    String error, @Nullable String descriptionOrNull, @Nullable String subcodeOrNull) {
  public AuthorizationError(String error) {
    this(error, null, null);
  }

  @Override
  public String toString() {
    return "AuthorizationError[…]";
  }
}
