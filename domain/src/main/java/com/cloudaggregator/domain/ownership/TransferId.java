package com.cloudaggregator.domain.ownership;

import java.util.UUID;

/**
 * The {@code jti} of a transfer token (<a
 * href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1.7">RFC 7519, section 4.1.7</a>): one
 * offer, used once.
 */
public record TransferId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
