package com.cloudaggregator.application;

import com.cloudaggregator.domain.event.StorageFault;

/**
 * The store did not do what a port call asks for, and nothing of the call is left in it. One case is open: the connection
 * was lost at the commit, and lost again at each look at what became of it. Then it may have been done; whoever calls
 * again finds out.
 */
public final class StorageException extends RuntimeException {
  private final transient StorageFault fault;

  public StorageException(StorageFault fault, Throwable cause) {
    super(fault.exceptionClass() + " - " + fault.message(), cause);
    this.fault = fault;
  }

  public StorageFault fault() {
    return fault;
  }
}
