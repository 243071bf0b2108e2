package com.cloudaggregator.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cloudaggregator.application.testing.Faults;
import com.cloudaggregator.application.testing.TestClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One task per key at a time; a task that hangs is replaced. */
@Timeout(60)
class SingleFlightTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final TestClock clock = new TestClock();
  private final SingleFlight<String, String> flights =
      new SingleFlight<>(threads, clock, Duration.ofSeconds(10));
  private final CountDownLatch end = new CountDownLatch(1);
  private final Supplier<String> hanging =
      () -> {
        try {
          end.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return "late";
      };

  @AfterEach
  void end() {
    end.countDown();
    threads.shutdownNow();
  }

  private void startHangingTask() {
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> flights.join("key", hanging, Duration.ZERO));
  }

  @Test
  void callersOfOneKeyShareTheRunningTask() throws Exception {
    startHangingTask();
    FutureTask<String> second =
        new FutureTask<>(() -> flights.join("key", () -> "must not run", LONG));
    Thread waiting = Thread.startVirtualThread(second);
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    end.countDown();

    assertThat(second.get()).isEqualTo("late");
  }

  @Test
  void anotherKeyHasItsOwnTask() throws Exception {
    startHangingTask();

    assertThat(flights.join("another", () -> "own", LONG)).isEqualTo("own");
  }

  @Test
  void aTaskThatHangsIsReplaced() throws Exception {
    startHangingTask();
    clock.advance(Duration.ofSeconds(11));

    assertThat(flights.join("key", () -> "second", LONG)).isEqualTo("second");
  }

  @Test
  void aFailureOfTheStoreReachesTheCallerAsOne() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                flights.join(
                    "key",
                    () -> {
                      throw Faults.unavailable();
                    },
                    LONG));
  }
}
