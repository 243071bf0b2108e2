package com.cloudaggregator.bootstrap.demo.panel;

import java.util.List;

/**
 * What an action of the panel led to.
 *
 * @param key of the message that says it
 * @param arguments of that message
 * @param lines that the program wrote meanwhile about ownership, as written
 * @param seen where a user would see it now; empty when nowhere
 */
record Played(String key, List<String> arguments, List<String> lines, String seen) {
  Played {
    arguments = List.copyOf(arguments);
    lines = List.copyOf(lines);
  }

  static Played of(String key, String... arguments) {
    return new Played(key, List.of(arguments), List.of(), "");
  }
}
