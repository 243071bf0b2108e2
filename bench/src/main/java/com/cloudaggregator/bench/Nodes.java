package com.cloudaggregator.bench;

import com.cloudaggregator.bench.driver.Load;
import com.cloudaggregator.bench.driver.Race;
import com.cloudaggregator.bench.environment.Front;
import com.cloudaggregator.bench.environment.HaProxy;
import com.cloudaggregator.bench.environment.PgBouncer;
import com.cloudaggregator.bench.environment.Postgres;
import com.cloudaggregator.bench.environment.Programs;
import com.cloudaggregator.bench.environment.Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several nodes behind HAProxy on one database. All of them run all the time; in each round the
 * first, the first two, and so on take the requests. One more node is behind PgBouncer, if it is
 * installed.
 */
final class Nodes {
  private static final String DATABASE = "nodes";

  /** Between the numbers of two loads. */
  private static final long APART = 1_000_000_000;

  private final Stage stage;
  private final Options options;
  private final List<AutoCloseable> running = new ArrayList<>();

  Nodes(Stage stage) {
    this.stage = stage;
    this.options = stage.options();
  }

  void run() throws Exception {
    Optional<Path> haproxy = Programs.find("haproxy");
    if (haproxy.isEmpty()) {
      stage.report().fact("nodes: skipped, no haproxy found; Debian has it as a package");
      return;
    }
    try {
      measure(haproxy.get());
    } finally {
      for (AutoCloseable one : running.reversed()) {
        one.close();
      }
    }
  }

  private void measure(Path haproxy) throws Exception {
    Stage.say("Starting nodes");
    stage.postgres().create(DATABASE);
    int publicPort = Server.freePort();
    List<Server> nodes = new ArrayList<>();
    for (int number = 1; number <= options.nodes().getLast(); number++) {
      nodes.add(node("node" + number, stage.postgres().url(DATABASE), publicPort));
    }
    List<Front> fronts = new ArrayList<>();
    for (int count : options.nodes()) {
      int port = fronts.isEmpty() ? publicPort : Server.freePort();
      fronts.add(new Front(String.valueOf(count), port, List.copyOf(nodes.subList(0, count))));
    }
    Optional<Path> pgBouncer = Programs.find("pgbouncer");
    if (pgBouncer.isPresent()) {
      var pooler = new PgBouncer(pgBouncer.get(), stage.postgres().port());
      running.add(pooler);
      Server pooled = node("pooled", Postgres.url(pooler.port(), DATABASE), publicPort);
      nodes.add(pooled);
      fronts.add(new Front("1, PgBouncer in session mode", Server.freePort(), List.of(pooled)));
    }
    running.add(HaProxy.start(haproxy, stage.directory(), fronts));

    Stage.say("Warming up nodes");
    List<Load> loads = new ArrayList<>();
    for (Server node : nodes) {
      warmUp(stage.load(node.target(), APART * nodes.indexOf(node)), options.warmUp());
    }
    for (Front front : fronts) {
      Load load = stage.load(front.target(), APART * (nodes.size() + loads.size()));
      warmUp(load, 500);
      loads.add(load);
    }
    for (int round = 1; round <= options.rounds(); round++) {
      Stage.say("Round " + round + " of nodes");
      round(loads);
    }
    if (options.plays("S4")) {
      for (Front front : fronts) {
        race(front);
      }
    }
    for (Server node : nodes) {
      stage
          .report()
          .fact("resident at the end, " + node.name() + ": " + node.residentMegabytes() + " MB");
    }
  }

  private Server node(String name, String databaseUrl, int publicPort) throws Exception {
    Server node = stage.launcher().node(name, databaseUrl, publicPort);
    running.add(node);
    return node;
  }

  /** S2 and S3 have code of their own, which each node must have run often enough. */
  private void warmUp(Load load, int connects) throws Exception {
    load.times(Math.max(200, connects), options.browsers(), load::connect);
    for (String scenario : List.of("S2", "S3")) {
      if (options.plays(scenario)) {
        load.times(connects / 2, options.browsers(), load.operation(scenario));
      }
    }
  }

  private void round(List<Load> loads) throws Exception {
    for (String scenario : List.of("S1", "S2", "S3")) {
      if (options.plays(scenario)) {
        for (Load load : loads) {
          stage
              .report()
              .behindProxy(
                  load.target().name(),
                  scenario,
                  load.forSeconds(options.seconds(), load.operation(scenario)));
        }
      }
    }
  }

  private void race(Front front) throws Exception {
    Stage.say("Race on nodes: " + front.name());
    Race race =
        new Race(
            front.target(),
            stage.postgres(),
            DATABASE,
            "raced" + front.port(),
            options.race(),
            options.moves());
    stage.report().race("S4 on nodes: " + front.name(), options.race(), race.run());
    stage.report().save();
  }
}
