package com.cloudaggregator.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of {@code bench/run}, which documents them. */
record Options(
    int rounds,
    int seconds,
    int warmUp,
    int browsers,
    List<String> scenarios,
    long accounts,
    int race,
    boolean moves,
    int wire,
    String starter,
    String heap) {

  private static final Set<String> NAMES =
      Set.of(
          "rounds",
          "seconds",
          "warm-up",
          "browsers",
          "scenarios",
          "accounts",
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
        number(given, "warm-up", "15000"),
        number(given, "browsers", "16"),
        List.of(given.getOrDefault("scenarios", "S1,S2,S3,S3t,S4,S6,S7").split(",")),
        Long.parseLong(given.getOrDefault("accounts", "0")),
        number(given, "race", "50"),
        Boolean.parseBoolean(given.getOrDefault("moves", "true")),
        number(given, "wire", "200"),
        given.getOrDefault("starter", "deploy/start"),
        given.getOrDefault("heap", "512m"));
  }

  private static int number(Map<String, String> given, String name, String otherwise) {
    return Integer.parseInt(given.getOrDefault(name, otherwise));
  }

  boolean plays(String scenario) {
    return scenarios.contains(scenario);
  }
}
