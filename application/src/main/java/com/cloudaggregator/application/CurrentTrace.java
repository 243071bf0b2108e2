package com.cloudaggregator.application;

/** The trace id of the request that the calling thread works on. */
@FunctionalInterface
public interface CurrentTrace {

  /** Returns the trace id, or "-" if the thread works on no request. */
  String traceId();
}
