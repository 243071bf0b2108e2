package com.cloudaggregator.application.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.testing.Faults;
import com.cloudaggregator.application.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared reads in every order that matters. */
@Timeout(60)
class SharedReadsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch firstBegun = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private volatile IntFunction<Integer> answer = number -> number;
  private final TestClock clock = new TestClock();
  private final SharedReads<String, Integer> reads =
      new SharedReads<>(this::source, threads, clock, Duration.ofSeconds(10));

  @AfterEach
  void end() {
    firstMayEnd.countDown();
    threads.shutdownNow();
  }

  /** Returns the number of the read; the first one ends when the test lets it. */
  private Integer source(String key) {
    int number = begun.incrementAndGet();
    if (number == 1) {
      firstBegun.countDown();
      try {
        firstMayEnd.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return answer.apply(number);
  }

  private Future<Integer> asked(Duration within) {
    return threads.submit(() -> reads.read("row", within));
  }

  /** A first caller, who reads, and others who call during that read and wait. */
  private List<Future<Integer>> askedMeanwhile(int others) throws InterruptedException {
    List<Future<Integer>> all = new ArrayList<>(List.of(asked(LONG)));
    firstBegun.await();
    List<Thread> waiting = new ArrayList<>();
    for (int n = 0; n < others; n++) {
      FutureTask<Integer> task = new FutureTask<>(() -> reads.read("row", LONG));
      all.add(task);
      waiting.add(Thread.startVirtualThread(task));
    }
    while (waiting.stream().anyMatch(thread -> thread.getState() != Thread.State.TIMED_WAITING)) {
      Thread.onSpinWait();
    }
    return all;
  }

  @Test
  void aSingleCallerReadsEachTime() throws Exception {
    firstMayEnd.countDown();

    assertThat(reads.read("row", Duration.ZERO)).isEqualTo(1);
    assertThat(reads.read("row", Duration.ZERO)).isEqualTo(2);
  }

  /** The first read may have missed a change that was made before they called. */
  @Test
  void aCallerDuringAReadGetsTheNextRead() throws Exception {
    List<Future<Integer>> asked = askedMeanwhile(1);
    firstMayEnd.countDown();

    assertThat(asked.getFirst().get()).isEqualTo(1);
    assertThat(asked.getLast().get()).isEqualTo(2);
  }

  @Test
  void manyCallersDuringAReadShareOneMore() throws Exception {
    List<Future<Integer>> asked = askedMeanwhile(1000);
    firstMayEnd.countDown();

    for (Future<Integer> one : asked.subList(1, asked.size())) {
      assertThat(one.get()).isEqualTo(2);
    }
    assertThat(begun).hasValue(2);
  }

  @Test
  void waitsNoLongerThanRequested() throws Exception {
    askedMeanwhile(0);

    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> reads.read("row", Duration.ofMillis(20)));
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> reads.read("row", Duration.ofSeconds(-1)));
  }

  @Test
  void aFailureAffectsOnlyTheCallersOfThatRead() throws Exception {
    answer =
        number -> {
          if (number <= 2) {
            throw Faults.unavailable();
          }
          return number;
        };
    List<Future<Integer>> asked = askedMeanwhile(2);
    firstMayEnd.countDown();

    for (Future<Integer> one : asked) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(one::get)
          .withCauseInstanceOf(StoreException.class);
    }
    assertThat(reads.read("row", LONG)).isEqualTo(3);
  }

  /** As after a network failure that leaves the reader's connection half open. */
  @Test
  void replacesAReadThatHangs() throws Exception {
    List<Future<Integer>> asked = askedMeanwhile(1);
    clock.advance(Duration.ofSeconds(11));

    assertThat(reads.read("row", Duration.ZERO)).isEqualTo(2);
    assertThat(reads.read("row", Duration.ZERO)).isEqualTo(3);

    firstMayEnd.countDown();
    assertThat(asked.getFirst().get()).isEqualTo(1);
    assertThat(reads.read("row", Duration.ZERO)).isEqualTo(4);
  }

  @Test
  void doesNotWaitForAnotherKey() throws Exception {
    askedMeanwhile(1);

    assertThat(reads.read("another", LONG)).isEqualTo(2);
  }
}
