package com.cloudaggregator.bootstrap;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.MDC;

/** A virtual thread for each refresh that is under way; what it logs has the reference of the request that began it. */
final class RefreshThreads implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("refresh-", 0).factory());

  Executor executor() {
    return task -> {
      Map<String, String> request = MDC.getCopyOfContextMap();
      threads.execute(() -> {
        if (request != null) {
          MDC.setContextMap(request);
        }
        task.run();
      });
    };
  }

  /** What is under way comes to its end, which is never far: a refresh token that was replaced would else be lost. */
  @Override
  public void close() {
    threads.close();
  }
}
