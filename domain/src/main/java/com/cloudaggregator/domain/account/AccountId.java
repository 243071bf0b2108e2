package com.cloudaggregator.domain.account;

import java.util.UUID;

/** Id of an account's row. It stays the same when the owner changes. */
public record AccountId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
