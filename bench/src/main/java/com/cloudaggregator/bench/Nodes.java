package com.cloudaggregator.bench;

import com.cloudaggregator.bench.driver.Load;
import com.cloudaggregator.bench.driver.Race;
import com.cloudaggregator.bench.environment.HaProxy;
import com.cloudaggregator.bench.environment.Server;
import com.cloudaggregator.bench.environment.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several nodes behind HAProxy on one database. All of them run all the time; in each round the
 * first, the first two, and so on take the requests.
 */
final class Nodes {
  private static final String DATABASE = "nodes";

  /** Between the numbers of two loads. */
  private static final long APART = 1_000_000_000;

  private final Stage stage;
  private final Options options;
  private final List<Server> nodes = new ArrayList<>();

  Nodes(Stage stage) {
    this.stage = stage;
    this.options = stage.options();
  }

  void run() throws Exception {
    Optional<Path> haproxy = HaProxy.find();
    if (haproxy.isEmpty()) {
      stage.report().fact("nodes: skipped, no haproxy found; Debian has it as a package");
      return;
    }
    try {
      measure(haproxy.get());
    } finally {
      for (Server node : nodes) {
        node.close();
      }
    }
  }

  private void measure(Path haproxy) throws Exception {
    Stage.say("Starting nodes");
    Map<Integer, Integer> ports = new LinkedHashMap<>();
    for (int count : options.nodes()) {
      ports.put(count, Server.freePort());
    }
    stage.postgres().create(DATABASE);
    for (int number = 1; number <= options.nodes().getLast(); number++) {
      String url = stage.postgres().url(DATABASE);
      nodes.add(
          stage.launcher().node("node" + number, url, ports.values().iterator().next()));
    }
    Stage.say("Warming up nodes");
    for (Server node : nodes) {
      Load load = stage.load(node.target(), APART * nodes.indexOf(node));
      load.times(Math.max(200, options.warmUp()), options.browsers(), load::connect);
    }
    try (Server proxy = HaProxy.start(haproxy, stage.directory(), nodes, ports)) {
      List<Load> loads = loads(ports);
      for (int round = 1; round <= options.rounds(); round++) {
        Stage.say("Round " + round + " of nodes");
        round(loads);
      }
      if (options.plays("S4")) {
        for (Load load : loads) {
          race(load.target());
        }
      }
      for (Server node : nodes) {
        stage.report().fact("resident, " + node.name() + ": " + node.residentMegabytes() + " MB");
      }
    }
  }

  /** One for each number of nodes. HAProxy's processor time is not counted. */
  private List<Load> loads(Map<Integer, Integer> ports) throws Exception {
    List<Load> loads = new ArrayList<>();
    for (Map.Entry<Integer, Integer> entry : ports.entrySet()) {
      List<Long> processes =
          nodes.subList(0, entry.getKey()).stream().map(node -> node.process().pid()).toList();
      Target target = new Target(String.valueOf(entry.getKey()), entry.getValue(), processes);
      Load load = stage.load(target, APART * (nodes.size() + loads.size()));
      load.times(500, options.browsers(), load::connect);
      loads.add(load);
    }
    return loads;
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

  private void race(Target target) throws Exception {
    Stage.say("Race on " + target.name() + " nodes");
    Race race =
        new Race(
            target,
            stage.postgres(),
            DATABASE,
            "raced" + target.name(),
            options.race(),
            options.moves());
    stage.report().race("S4 on " + target.name() + " nodes", options.race(), race.run());
  }
}
