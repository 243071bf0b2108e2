package com.cloudaggregator.domain.ownership;

import java.util.Objects;

/**
 * An issued offer in the form that travels: a compact JWS (RFC 7515). It goes into a fragment or a request body, never
 * into a query, a log or a store, and so it does not print.
 */
public final class TransferToken {
  private final String compact;

  public TransferToken(String compact) {
    this.compact = Objects.requireNonNull(compact);
  }

  /** The token itself; to be called only where it is handed over or verified. */
  public String reveal() {
    return compact;
  }

  @Override
  public String toString() {
    return "TransferToken[…]";
  }
}
