package com.cloudaggregator.bench;

import com.cloudaggregator.bench.driver.Load;
import com.cloudaggregator.bench.driver.Load.Operation;
import com.cloudaggregator.bench.environment.Postgres;
import com.cloudaggregator.bench.environment.Server;
import com.cloudaggregator.bench.environment.Wire;
import java.sql.SQLException;
import java.util.List;

/**
 * Plays each scenario with one browser, with a proxy between the program and PostgreSQL. What the
 * jobs do in the same time is subtracted.
 */
final class OnTheWire {
  private final Stage stage;
  private final Options options;

  OnTheWire(Stage stage) {
    this.stage = stage;
    this.options = stage.options();
  }

  void run() throws Exception {
    Stage.say("Counting on the wire");
    Postgres postgres = stage.postgres();
    try (var wire = new Wire(postgres.port());
        Server program =
            stage.launcher().program("program", Postgres.url(wire.port(), Rounds.DATABASE))) {
      Load load = new Load(program.target(), postgres, 1, 1_000_000_000);
      load.times(300, 4, load::connect);
      Counts before = Counts.of(wire, postgres);
      Counts idle = Counts.of(wire, postgres).since(before);
      stage.report().idle(idle.tripsIn(1), idle.syncsIn(1), idle.walBytesIn(1));
      for (String scenario : List.of("S1", "S2", "S3", "S3t", "S6", "S7")) {
        if (options.plays(scenario)) {
          Operation operation = load.operation(scenario);
          load.times(20, 1, operation);
          Counts begun = Counts.of(wire, postgres);
          load.times(options.wire(), 1, operation);
          Counts counted = Counts.of(wire, postgres).since(begun);
          stage
              .report()
              .wire(
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
}
