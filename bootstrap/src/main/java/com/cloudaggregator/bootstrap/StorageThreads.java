package com.cloudaggregator.bootstrap;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A virtual thread for each provider that is asked how full an account is. */
final class StorageThreads implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("storage-", 0).factory());

  ExecutorService executor() {
    return executor;
  }

  /** Nobody waits for an answer any more. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
