package com.cloudaggregator.bench;

import com.cloudaggregator.bench.driver.Load;
import com.cloudaggregator.bench.environment.Server;
import java.util.List;

/** The first start: it unpacks the jar, creates the schema and trains the JVM's AOT cache. */
final class Training {
  private static final List<String> STORY = List.of("S1", "S2", "S3", "S3t", "S6", "S7");

  /** Above the numbers of every measurement on the same database. */
  private static final long NUMBERS_FROM = 3_000_000_000L;

  private final Stage stage;

  Training(Stage stage) {
    this.stage = stage;
  }

  /** Plays the story, if that is wanted; without it, the cache has what a start alone uses. */
  void run() throws Exception {
    String database = stage.postgres().url(Rounds.DATABASE);
    int times = stage.options().train();
    if (times == 0) {
      stage.launcher().program("program", database).close();
      return;
    }
    try (Server program = stage.launcher().training("program", database)) {
      Load load = stage.load(program.target(), NUMBERS_FROM);
      for (String scenario : STORY) {
        load.times(times, stage.options().browsers(), load.operation(scenario));
      }
    }
  }
}
