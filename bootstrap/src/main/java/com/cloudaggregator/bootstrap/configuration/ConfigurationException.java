package com.cloudaggregator.bootstrap.configuration;

import java.util.List;

/** The program does not start with this configuration; says everything that is wrong with it, at once. */
public final class ConfigurationException extends RuntimeException {
  private final transient List<Problem> problems;

  ConfigurationException(List<Problem> problems) {
    super(problems.size() + " problem(s) in the configuration: "
        + String.join("; ", problems.stream().map(Problem::property).toList()));
    this.problems = List.copyOf(problems);
  }

  List<Problem> problems() {
    return problems;
  }
}
