package com.cloudaggregator.application;

import com.cloudaggregator.domain.event.StoreFault;
import org.jspecify.annotations.Nullable;

/**
 * A port call failed and changed nothing. There is one exception: if the connection was lost at the
 * commit and again at every attempt to find out the result, the change may have been committed; a
 * repeated call finds out.
 */
public final class StoreException extends RuntimeException {
  private final transient StoreFault fault;

  public StoreException(StoreFault fault, @Nullable Throwable cause) {
    super(fault.exceptionClass() + " - " + fault.message(), cause);
    this.fault = fault;
  }

  public StoreFault fault() {
    return fault;
  }
}
