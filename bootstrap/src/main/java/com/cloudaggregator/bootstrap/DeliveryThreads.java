package com.cloudaggregator.bootstrap;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A virtual thread for each delivery to the host product that is under way. */
final class DeliveryThreads implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());

  ExecutorService executor() {
    return executor;
  }

  /** What is cut off is delivered again by whoever claims it next. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
