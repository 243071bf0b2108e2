package com.cloudaggregator.bench.driver;

import com.cloudaggregator.bench.environment.Postgres;
import com.cloudaggregator.bench.environment.Processes;
import com.cloudaggregator.bench.environment.Target;
import com.cloudaggregator.bench.protocol.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Plays the scenarios on one target with several browsers at once. S2, S3, S6 and S7 use the first
 * hundred accounts that S1 has connected.
 */
public final class Load {
  private final Target target;
  private final Postgres postgres;
  private final int browsers;

  private final long first;

  /** The last account that S1 has connected; the user has the same number. */
  private final AtomicLong connected;

  private final AtomicLong others;

  /** One operation of a browser. */
  public interface Operation {
    void run(Browser browser, long number) throws IOException;
  }

  /**
   * @param numbersFrom above those of an earlier load on the same database
   */
  public Load(Target target, Postgres postgres, int browsers, long numbersFrom) {
    this.target = target;
    this.postgres = postgres;
    this.browsers = browsers;
    this.first = numbersFrom;
    this.connected = new AtomicLong(numbersFrom);
    this.others = new AtomicLong(numbersFrom);
  }

  public Target target() {
    return target;
  }

  /** S1: another user connects another account. */
  public void connect(Browser browser, long ignored) throws IOException {
    long n = connected.incrementAndGet();
    browser.connect(user(n), account(n));
  }

  /** The operation of a scenario; the program's only, for those that the bare server lacks. */
  public Operation operation(String scenario) throws IOException {
    return switch (scenario) {
      case "S1" -> this::connect;
      case "S2" -> (browser, n) -> browser.connect(user(known(n)), account(known(n)));
      case "S3" ->
          (browser, n) -> browser.conflict("other-" + others.incrementAndGet(), account(known(n)));
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
          browser.accessToken(user(known(one)), ids.get(one));
        };
      }
      case "S7" -> (browser, n) -> browser.status(user(known(n)));
      default -> throw new IllegalArgumentException("No scenario " + scenario);
    };
  }

  private long known(long n) {
    return first + n % 100 + 1;
  }

  /** In no order, as the ids of users and of providers are. */
  private static String user(long number) {
    return "user-" + scattered(number);
  }

  private static String account(long number) {
    return "account-" + scattered(number);
  }

  private static String scattered(long number) {
    return HexFormat.of().toHexDigits(number * 0x9E37_79B9_7F4A_7C15L);
  }

  private List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    try (var browser = new Browser(target.port())) {
      for (int n = 0; n < 100; n++) {
        ids.add(Texts.member(browser.status(user(known(n))), "id"));
      }
    }
    return ids;
  }

  /** Runs for this time. */
  public Figures forSeconds(int seconds, Operation operation) throws IOException {
    return play(Long.MAX_VALUE, System.nanoTime() + seconds * 1_000_000_000L, browsers, operation);
  }

  /** Runs this number of operations. */
  public Figures times(long times, int concurrent, Operation operation) throws IOException {
    return play(times, Long.MAX_VALUE, concurrent, operation);
  }

  private Figures play(long times, long until, int concurrent, Operation operation)
      throws IOException {
    double programCpu = target.cpuSeconds();
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
        target.cpuSeconds() - programCpu,
        Processes.cpuSeconds(postgres.pid()) - databaseCpu);
  }

  private long[] browse(long times, long until, AtomicLong numbers, Operation operation)
      throws IOException {
    long[] latencies = new long[1024];
    int count = 0;
    try (var browser = new Browser(target.port())) {
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
