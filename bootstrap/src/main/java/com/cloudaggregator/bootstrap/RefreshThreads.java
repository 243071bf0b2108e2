package com.cloudaggregator.bootstrap;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.MDC;

/**
 * A thread for each running refresh. Its log lines have the trace id of the request that started
 * it.
 */
final class RefreshThreads implements Executor, AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("refresh-", 0).factory());

  @Override
  public void execute(Runnable task) {
    Map<String, String> request = MDC.getCopyOfContextMap();
    threads.execute(
        () -> {
          if (request != null) {
            MDC.setContextMap(request);
          }
          task.run();
        });
  }

  /**
   * Waits for the running refreshes, which are short: an interrupted one would lose a rotated
   * refresh token.
   */
  @Override
  public void close() {
    threads.close();
  }
}
