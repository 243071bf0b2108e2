package com.cloudaggregator.domain.ownership;

import java.util.Objects;

/**
 * An offer in the form that is sent: a compact JWS (<a
 * href="https://www.rfc-editor.org/rfc/rfc7515#section-3.1">RFC 7515, section 3.1</a>). It goes
 * into a fragment or a request body, never into a query, a log or the database, and it is never
 * printed.
 */
public final class TransferToken {
  private final String compact;

  public TransferToken(String compact) {
    this.compact = Objects.requireNonNull(compact);
  }

  /** The token itself. Call it only where it is sent or verified. */
  public String reveal() {
    return compact;
  }

  @Override
  public String toString() {
    return "TransferToken[…]";
  }
}
