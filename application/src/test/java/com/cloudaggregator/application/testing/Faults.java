package com.cloudaggregator.application.testing;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.domain.event.StoreFault;
import java.io.IOException;

/** Sample failures of the store. */
public final class Faults {
  private Faults() {}

  public static StoreException unavailable() {
    return exception(
        new StoreFault(
            StoreFault.Kind.UNAVAILABLE,
            "SQLTransientConnectionException",
            null,
            "Connection is not available",
            null));
  }

  public static StoreException otherUniqueConstraint() {
    return exception(
        new StoreFault(
            StoreFault.Kind.OTHER_UNIQUE_CONSTRAINT,
            "PSQLException",
            "23505",
            "duplicate key value violates unique constraint",
            "cloud_provider_accounts_pkey"));
  }

  public static StoreException failed() {
    return exception(
        new StoreFault(
            StoreFault.Kind.FAILED, "PSQLException", "23502", "null value in a column", null));
  }

  public static StoreException userErased() {
    return exception(
        new StoreFault(
            StoreFault.Kind.USER_ERASED,
            "PSQLException",
            "UE001",
            "the user has been erased",
            null));
  }

  private static StoreException exception(StoreFault fault) {
    return new StoreException(fault, new IOException(fault.message()));
  }
}
