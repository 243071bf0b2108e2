package com.cloudaggregator.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Plays the scenarios of one server with several browsers at once. */
final class Load {
  private final Server server;
  private final Postgres postgres;
  private final int browsers;

  /** Accounts that S1 has connected: {@code account-n} belongs to {@code user-n}. */
  private final AtomicLong connected = new AtomicLong();

  private final AtomicLong others = new AtomicLong();

  /** One operation of a browser. */
  interface Operation {
    void run(Browser browser, long number) throws IOException;
  }

  /**
   * The figures of one scenario in one round.
   *
   * @param latencies nanoseconds, in ascending order
   */
  record Figures(long[] latencies, double seconds, double programCpu, double databaseCpu) {
    double perSecond() {
      return latencies.length / seconds;
    }

    double millis(double quantile) {
      return latencies[(int) Math.min(latencies.length - 1, latencies.length * quantile)] / 1e6;
    }

    double programCpuPerThousand() {
      return programCpu * 1000 / latencies.length;
    }

    double databaseCpuPerThousand() {
      return databaseCpu * 1000 / latencies.length;
    }
  }

  /**
   * @param numbersFrom above those of an earlier load on the same database
   */
  Load(Server server, Postgres postgres, int browsers, long numbersFrom) {
    connected.set(numbersFrom);
    others.set(numbersFrom);
    this.server = server;
    this.postgres = postgres;
    this.browsers = browsers;
  }

  Server server() {
    return server;
  }

  /** S1: another user connects another account. */
  void connect(Browser browser, long ignored) throws IOException {
    long n = connected.incrementAndGet();
    browser.connect("user-" + n, "account-" + n);
  }

  /** The operation of a scenario; the program's only, for those that the bare server lacks. */
  Operation operation(String scenario) throws IOException {
    return switch (scenario) {
      case "S1" -> this::connect;
      case "S2" -> (browser, n) -> browser.connect("user-" + known(n), "account-" + known(n));
      case "S3" ->
          (browser, n) ->
              browser.conflict("other-" + others.incrementAndGet(), "account-" + known(n));
      case "S3t" ->
          (browser, n) -> {
            long own = connected.incrementAndGet();
            String other = "other-" + others.incrementAndGet();
            browser.connect("moved-user-" + own, "moved-account-" + own);
            browser.transfer(other, browser.conflict(other, "moved-account-" + own));
          };
      case "S6" -> {
        List<String> ids = ids();
        yield (browser, n) -> {
          int one = (int) (n % ids.size());
          browser.accessToken("user-" + (one + 1), ids.get(one));
        };
      }
      case "S7" -> (browser, n) -> browser.status("user-" + known(n));
      default -> throw new IllegalArgumentException("No scenario " + scenario);
    };
  }

  /** The first accounts, which S3t leaves alone. */
  private static long known(long n) {
    return n % 100 + 1;
  }

  private List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    try (var browser = new Browser(server.port())) {
      for (int n = 1; n <= 100; n++) {
        ids.add(Texts.member(browser.status("user-" + n), "id"));
      }
    }
    return ids;
  }

  /** Runs for this time. */
  Figures forSeconds(int seconds, Operation operation) throws IOException {
    return play(Long.MAX_VALUE, System.nanoTime() + seconds * 1_000_000_000L, browsers, operation);
  }

  /** Runs this number of operations. */
  Figures times(long times, int concurrent, Operation operation) throws IOException {
    return play(times, Long.MAX_VALUE, concurrent, operation);
  }

  private Figures play(long times, long until, int concurrent, Operation operation)
      throws IOException {
    double programCpu = Processes.cpuSeconds(server.process().pid());
    double databaseCpu = Processes.cpuSeconds(postgres.pid());
    long begun = System.nanoTime();
    AtomicLong numbers = new AtomicLong();
    List<Future<long[]>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(concurrent)) {
      for (int i = 0; i < concurrent; i++) {
        running.add(threads.submit(() -> browse(times, until, numbers, operation)));
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    long[] latencies =
        running.stream().flatMapToLong(one -> LongStream.of(result(one))).sorted().toArray();
    return new Figures(
        latencies,
        seconds,
        Processes.cpuSeconds(server.process().pid()) - programCpu,
        Processes.cpuSeconds(postgres.pid()) - databaseCpu);
  }

  private long[] browse(long times, long until, AtomicLong numbers, Operation operation)
      throws IOException {
    long[] latencies = new long[1024];
    int count = 0;
    try (var browser = new Browser(server.port())) {
      for (long n = numbers.getAndIncrement();
          n < times && System.nanoTime() < until;
          n = numbers.getAndIncrement()) {
        long begun = System.nanoTime();
        operation.run(browser, n);
        if (count == latencies.length) {
          latencies = Arrays.copyOf(latencies, count * 2);
        }
        latencies[count++] = System.nanoTime() - begun;
      }
    }
    return Arrays.copyOf(latencies, count);
  }

  private static long[] result(Future<long[]> finished) {
    try {
      return finished.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A browser failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
