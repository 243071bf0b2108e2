package com.cloudaggregator.architecture.planted.bootstrap;

import java.util.concurrent.Executors;

/** Breaks: no virtual threads. */
public final class StartsVirtualThreads {
  void directly(Runnable task) {
    Thread.startVirtualThread(task);
  }

  void byAnExecutor(Runnable task) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(task);
    }
  }
}
