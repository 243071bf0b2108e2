package com.cloudaggregator.bench;

import com.cloudaggregator.bench.driver.Figures;
import com.cloudaggregator.bench.driver.Load;
import com.cloudaggregator.bench.driver.Race;
import com.cloudaggregator.bench.environment.Server;
import com.cloudaggregator.bench.yardstick.PlainInserts;
import java.util.List;

/** The scenarios on the program and on the bare server in turn, and the race. */
final class Rounds {
  static final String DATABASE = "program";

  private static final int FIRST_SECONDS = 10;
  private static final List<String> BESIDE_BARE = List.of("S1", "S2", "S3");
  private static final List<String> ALONE = List.of("S3t", "S6", "S7");

  private final Stage stage;
  private final Options options;

  Rounds(Stage stage) {
    this.stage = stage;
    this.options = stage.options();
  }

  static boolean plays(String scenario) {
    return BESIDE_BARE.contains(scenario) || ALONE.contains(scenario) || scenario.equals("S4");
  }

  void run() throws Exception {
    try (Server program = stage.launcher().program("program", stage.postgres().url(DATABASE));
        Server bare = stage.launcher().bare(stage.postgres().superuserUrl("bare"))) {
      stage.report().started(program.readySeconds(), bare.readySeconds());
      Load ours = stage.load(program.target(), 0);
      Load yardstick = stage.load(bare.target(), 0);
      warmUp(ours, yardstick);
      for (int round = 1; round <= options.rounds(); round++) {
        Stage.say("Round " + round);
        round(ours, yardstick);
      }
      stage.report().resident(program.residentMegabytes(), bare.residentMegabytes());
      if (options.plays("S4")) {
        Stage.say("Race");
        stage
            .report()
            .race(
                "S4",
                options.race(),
                new Race(
                        program.target(),
                        stage.postgres(),
                        DATABASE,
                        "raced",
                        options.race(),
                        options.moves())
                    .run());
      }
    }
  }

  private void warmUp(Load ours, Load yardstick) throws Exception {
    Stage.say("Warming up");
    Figures first = ours.forSeconds(FIRST_SECONDS, ours::connect);
    stage.report().first(first);
    int rest = Math.max(200, options.warmUp() - first.latencies().length);
    ours.times(rest, options.browsers(), ours::connect);
    yardstick.times(Math.max(200, options.warmUp()), options.browsers(), yardstick::connect);
  }

  private void round(Load ours, Load yardstick) throws Exception {
    for (String scenario : BESIDE_BARE) {
      if (options.plays(scenario)) {
        play(scenario, ours);
        play(scenario, yardstick);
      }
    }
    for (String scenario : ALONE) {
      if (options.plays(scenario)) {
        play(scenario, ours);
      }
    }
    stage
        .report()
        .plainInserts(
            PlainInserts.run(stage.postgres().superuserUrl("bare"), options.seconds() / 2.0));
  }

  private void play(String scenario, Load load) throws Exception {
    stage
        .report()
        .add(
            load.target().name(),
            scenario,
            load.forSeconds(options.seconds(), load.operation(scenario)));
  }
}
