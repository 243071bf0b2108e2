package com.cloudaggregator.application.port;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.domain.event.StorageFault;
import java.io.IOException;

/** Object mothers of a store's failures. */
public final class Faults {
  private Faults() {}

  public static StorageException unavailable() {
    return exception(new StorageFault(
        StorageFault.Kind.UNAVAILABLE, "SQLTransientConnectionException", null, "Connection is not available", null));
  }

  public static StorageException otherUniqueConstraint() {
    return exception(new StorageFault(
        StorageFault.Kind.OTHER_UNIQUE_CONSTRAINT,
        "PSQLException",
        "23505",
        "duplicate key value violates unique constraint",
        "cloud_provider_accounts_pkey"));
  }

  public static StorageException failed() {
    return exception(
        new StorageFault(StorageFault.Kind.FAILED, "PSQLException", "23502", "null value in a column", null));
  }

  private static StorageException exception(StorageFault fault) {
    return new StorageException(fault, new IOException(fault.message()));
  }
}
