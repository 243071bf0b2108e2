package com.cloudaggregator.application.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many concurrent callers of one port: each has a thread, and none starts before all are ready. */
public final class Race {
  /** The number of callers where a contract says "any number of concurrent". */
  public static final int RUNNERS = 16;

  private static final int SECONDS = 30;

  private Race() {}

  /** Runs {@link #RUNNERS} calls, created from their number, which starts at 0. */
  public static <T> List<T> run(IntFunction<Callable<T>> call)
      throws InterruptedException, ExecutionException {
    return run(IntStream.range(0, RUNNERS).mapToObj(call).toList());
  }

  /** The results in the order of the calls. */
  public static <T> List<T> run(List<Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(calls.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      List<Callable<T>> held = new ArrayList<>();
      for (Callable<T> call : calls) {
        held.add(
            () -> {
              start.await(SECONDS, TimeUnit.SECONDS);
              return call.call();
            });
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(held)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
