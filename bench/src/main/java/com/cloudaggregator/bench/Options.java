package com.cloudaggregator.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The options of {@code bench/run}, which documents them. */
record Options(
    int rounds,
    int seconds,
    int train,
    int warmUp,
    int browsers,
    List<String> scenarios,
    List<Long> accounts,
    List<Integer> nodes,
    int race,
    boolean moves,
    int wire,
    String starter,
    String heap) {

  private static final Set<String> NAMES =
      Set.of(
          "rounds",
          "seconds",
          "train",
          "warm-up",
          "browsers",
          "scenarios",
          "accounts",
          "nodes",
          "race",
          "moves",
          "wire",
          "starter",
          "heap");

  static Options parse(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      String name = arguments.get(i).replaceFirst("^--", "");
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException("Unknown option " + arguments.get(i) + ": see --help");
      }
      given.put(name, arguments.get(i + 1));
    }
    if (arguments.size() % 2 != 0) {
      throw new IllegalArgumentException("An option has no value: see --help");
    }
    return new Options(
        number(given, "rounds", "3"),
        number(given, "seconds", "5"),
        number(given, "train", "20"),
        number(given, "warm-up", "15000"),
        number(given, "browsers", "16"),
        list(given, "scenarios", "S1,S2,S3,S3t,S4,S6,S7").toList(),
        list(given, "accounts", "").map(Long::valueOf).filter(number -> number > 0).toList(),
        list(given, "nodes", "").map(Integer::valueOf).sorted().toList(),
        number(given, "race", "50"),
        Boolean.parseBoolean(given.getOrDefault("moves", "true")),
        number(given, "wire", "200"),
        given.getOrDefault("starter", "deploy/start"),
        given.getOrDefault("heap", "512m"));
  }

  private static int number(Map<String, String> given, String name, String otherwise) {
    return Integer.parseInt(given.getOrDefault(name, otherwise));
  }

  private static Stream<String> list(Map<String, String> given, String name, String otherwise) {
    return Stream.of(given.getOrDefault(name, otherwise).split(","))
        .filter(element -> !element.isEmpty());
  }

  boolean plays(String scenario) {
    return scenarios.contains(scenario);
  }

  String conditions() {
    return "%d rounds of %d s for each scenario, %d browsers, an AOT cache trained by %d operations of each kind, %d connects of warm-up, %d processors for everything, started by `%s` with -Xmx%s."
        .formatted(
            rounds,
            seconds,
            browsers,
            train,
            warmUp,
            Runtime.getRuntime().availableProcessors(),
            starter,
            heap);
  }
}
