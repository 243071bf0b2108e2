package com.cloudaggregator.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.cloudaggregator.bench.environment.Launcher;
import com.cloudaggregator.bench.environment.Postgres;
import com.cloudaggregator.bench.provider.Provider;
import com.cloudaggregator.bench.report.Report;
import com.cloudaggregator.bench.yardstick.BareServer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Measures the program beside its yardsticks, and writes the report. */
final class Benchmark {
  private static final Path DIRECTORY = Path.of("bench", "target", "run");
  private static final Path LOCK = Path.of("bench", "target", "lock");
  private static final Path REPORT = Path.of("bench", "target", "benchmark.md");

  private Benchmark() {}

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
    empty(DIRECTORY);
    try (var postgres = new Postgres(DIRECTORY.toAbsolutePath());
        var provider = new Provider()) {
      var launcher = new Launcher(DIRECTORY, options.starter(), options.heap(), provider.port());
      var stage =
          new Stage(
              options, DIRECTORY, postgres, launcher, new Report(REPORT, options.conditions()));
      run(stage);
      System.out.println(stage.report().text());
    }
  }

  private static void run(Stage stage) throws Exception {
    Stage.say("Training");
    stage.postgres().create(Rounds.DATABASE);
    new Training(stage).run();
    Options options = stage.options();
    if (options.scenarios().stream().anyMatch(Rounds::plays)) {
      new Rounds(stage).run();
      stage.report().save();
    }
    if (!options.accounts().isEmpty()) {
      new Growth(stage).run();
    }
    if (!options.nodes().isEmpty()) {
      new Nodes(stage).run();
      stage.report().save();
    }
    if (options.wire() > 0) {
      new OnTheWire(stage).run();
      stage.report().save();
    }
  }

  private static void empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(directory);
  }
}
