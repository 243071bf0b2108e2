package com.cloudaggregator.application;

/** The trace id of the request that the calling thread is working on. */
@FunctionalInterface
public interface CurrentTrace {

  /** Returns the trace id, or "-" if there is none. */
  String traceId();
}
