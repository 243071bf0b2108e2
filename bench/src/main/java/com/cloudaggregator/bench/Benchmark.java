package com.cloudaggregator.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.cloudaggregator.bench.Load.Figures;
import com.cloudaggregator.bench.Load.Operation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures the program beside its yardsticks, and writes the report. */
final class Benchmark {
  private static final Path DIRECTORY = Path.of("bench", "target", "run");
  private static final Path LOCK = Path.of("bench", "target", "lock");
  private static final Path REPORT = Path.of("bench", "target", "benchmark.md");
  private static final int FIRST_SECONDS = 10;
  private static final List<String> ALONE = List.of("S3t", "S6", "S7");

  private final Options options;
  private final Report report;
  private final Postgres postgres;
  private final Provider provider;

  private Benchmark(Options options, Postgres postgres, Provider provider) {
    this.options = options;
    this.postgres = postgres;
    this.provider = provider;
    this.report = new Report(options);
  }

  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    if (!words.isEmpty() && words.getFirst().equals("bare-server")) {
      BareServer.run(Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)), words.get(3));
      return;
    }
    Options options = Options.parse(words);
    try (FileChannel channel = FileChannel.open(LOCK, CREATE, WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IllegalStateException("Another benchmark runs in " + DIRECTORY);
      }
      measure(options);
    }
  }

  private static void measure(Options options) throws Exception {
    Server.emptied(DIRECTORY);
    try (var postgres = new Postgres(DIRECTORY.toAbsolutePath());
        var provider = new Provider()) {
      String text = new Benchmark(options, postgres, provider).run();
      Files.writeString(REPORT, text);
      System.out.println(text);
    }
  }

  private String run() throws Exception {
    // The first start unpacks the jar, trains the AOT cache and creates the schema.
    say("Training");
    program(postgres.port()).close();
    try (Server program = program(postgres.port());
        Server bare =
            Server.bare(options, DIRECTORY, postgres.superuserUrl("bare"), provider.port())) {
      report.started(program, bare);
      Load ours = new Load(program, postgres, options.browsers(), 0);
      Load yardstick = new Load(bare, postgres, options.browsers(), 0);
      say("Warming up");
      Figures first = ours.forSeconds(FIRST_SECONDS, ours.operation("S1"));
      report.first(first);
      for (Load load : List.of(ours, yardstick)) {
        load.times(
            Math.max(200, options.warmUp() - (load == ours ? first.latencies().length : 0)),
            options.browsers(),
            load.operation("S1"));
      }
      for (int round = 1; round <= options.rounds(); round++) {
        say("Round " + round);
        round(ours, yardstick);
      }
      report.resident(
          Processes.residentMegabytes(program.process().pid()),
          Processes.residentMegabytes(bare.process().pid()));
      if (options.plays("S4")) {
        say("Race");
        report.race(new Race(program, postgres, options.race(), options.moves()).run());
      }
      size("after the scenarios");
      if (options.accounts() > 0) {
        grow(ours, yardstick);
      }
    }
    if (options.wire() > 0) {
      say("Counting on the wire");
      countOnTheWire();
    }
    return report.text();
  }

  private Server program(int databasePort) throws IOException, InterruptedException {
    return Server.program(options, DIRECTORY, databasePort, provider.port());
  }

  private void round(Load ours, Load yardstick) throws Exception {
    for (String scenario : List.of("S1", "S2", "S3")) {
      if (options.plays(scenario)) {
        for (Load load : List.of(ours, yardstick)) {
          Operation operation = load.operation(scenario);
          report.add(load.server(), scenario, load.forSeconds(options.seconds(), operation));
        }
      }
    }
    for (String scenario : ALONE) {
      if (options.plays(scenario)) {
        Operation operation = ours.operation(scenario);
        report.add(ours.server(), scenario, ours.forSeconds(options.seconds(), operation));
      }
    }
    report.plainInserts(plainInserts());
  }

  /** S5: the same with many accounts in the table, beside the yardstick on its small table. */
  private void grow(Load ours, Load yardstick) throws Exception {
    say("Filling " + options.accounts() + " accounts");
    postgres.fill(options.accounts());
    size("with " + String.format(Locale.ROOT, "%,d", options.accounts()) + " accounts more");
    for (int round = 1; round <= options.rounds(); round++) {
      for (Load load : List.of(ours, yardstick)) {
        report.add(load.server(), "S5", load.forSeconds(options.seconds(), load.operation("S1")));
      }
    }
  }

  private void size(String when) throws SQLException {
    postgres.execute("program", "VACUUM ANALYZE cloud_provider_accounts");
    report.size(
        when,
        postgres.number("program", "SELECT count(*) FROM cloud_provider_accounts"),
        postgres.number("program", "SELECT pg_table_size('cloud_provider_accounts')"),
        postgres.number("program", "SELECT pg_indexes_size('cloud_provider_accounts')"));
  }

  /** The yardstick of the database: the bare server's INSERT, by as many threads, without HTTP. */
  private double plainInserts() throws Exception {
    long until = System.nanoTime() + options.seconds() * 1_000_000_000L / 2;
    long begun = System.nanoTime();
    long inserted = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
      List<Callable<Long>> workers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        workers.add(() -> insertUntil(until));
      }
      for (Future<Long> worker : threads.invokeAll(workers)) {
        inserted += worker.get();
      }
    }
    return inserted * 1e9 / (System.nanoTime() - begun);
  }

  private long insertUntil(long until) throws SQLException {
    byte[] access = Texts.random(188);
    byte[] refresh = Texts.random(108);
    long inserted = 0;
    try (Connection connection = DriverManager.getConnection(postgres.superuserUrl("bare"))) {
      for (; System.nanoTime() < until; inserted++) {
        String account = "plain-" + Texts.encode(Texts.random(12));
        BareServer.insert(connection, account, account, access, refresh);
      }
    }
    return inserted;
  }

  /**
   * Plays each scenario with one browser, with a proxy between the program and PostgreSQL. What the
   * jobs do in the same time is subtracted.
   */
  private void countOnTheWire() throws Exception {
    try (var wire = new Wire(postgres.port());
        Server program = program(wire.port())) {
      Load load = new Load(program, postgres, 1, 1_000_000_000);
      load.times(300, 4, load::connect);
      Counts before = Counts.of(wire, postgres);
      Counts idle = Counts.of(wire, postgres).since(before);
      report.idle(idle.tripsIn(1), idle.syncsIn(1), idle.walBytesIn(1));
      for (String scenario : List.of("S1", "S2", "S3", "S3t", "S6", "S7")) {
        if (options.plays(scenario)) {
          Operation operation = load.operation(scenario);
          load.times(20, 1, operation);
          Counts begun = Counts.of(wire, postgres);
          load.times(options.wire(), 1, operation);
          Counts counted = Counts.of(wire, postgres).since(begun);
          report.wire(
              scenario,
              (counted.trips() - idle.tripsIn(counted.seconds())) / options.wire(),
              (counted.syncs() - idle.syncsIn(counted.seconds())) / options.wire(),
              (counted.walBytes() - idle.walBytesIn(counted.seconds())) / options.wire());
        }
      }
    }
  }

  private record Counts(double seconds, long trips, long syncs, long walBytes) {
    static Counts of(Wire wire, Postgres postgres) throws SQLException, InterruptedException {
      long syncs = postgres.walSyncs();
      return new Counts(System.nanoTime() / 1e9, wire.trips(), syncs, postgres.walBytes());
    }

    Counts since(Counts before) {
      return new Counts(
          seconds - before.seconds,
          trips - before.trips,
          syncs - before.syncs,
          walBytes - before.walBytes);
    }

    double tripsIn(double time) {
      return trips * time / seconds;
    }

    double syncsIn(double time) {
      return syncs * time / seconds;
    }

    double walBytesIn(double time) {
      return walBytes * time / seconds;
    }
  }

  private static void say(String what) {
    System.err.println(what + " …");
  }
}
