package com.cloudaggregator.bootstrap.demo.panel;

import java.util.List;

/**
 * The result of an action of the panel.
 *
 * @param key the message key of the result
 * @param arguments the arguments of the message
 * @param lines the ownership log lines written during the action
 * @param seen the page on which a user sees the result; empty if there is none
 */
record ActionResult(String key, List<String> arguments, List<String> lines, String seen) {
  ActionResult {
    arguments = List.copyOf(arguments);
    lines = List.copyOf(lines);
  }

  static ActionResult of(String key, String... arguments) {
    return new ActionResult(key, List.of(arguments), List.of(), "");
  }
}
