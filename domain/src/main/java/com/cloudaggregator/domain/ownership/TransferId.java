package com.cloudaggregator.domain.ownership;

import java.util.UUID;

/** The {@code jti} of a transfer token (RFC 7519, section 4.1.7): one offer, used once. */
public record TransferId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
