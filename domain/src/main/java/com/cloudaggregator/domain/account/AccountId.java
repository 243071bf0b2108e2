package com.cloudaggregator.domain.account;

import java.util.UUID;

/** Our own name of an account's row; it outlives every owner. */
public record AccountId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
