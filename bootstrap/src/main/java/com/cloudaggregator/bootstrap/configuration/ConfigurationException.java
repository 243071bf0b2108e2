package com.cloudaggregator.bootstrap.configuration;

import java.util.List;
import java.util.function.UnaryOperator;

/** The configuration is not valid. It reports all problems at once. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<ConfigurationProblem> problems;
  private final transient UnaryOperator<String> variables;

  /**
   * @param variables gives the variable that an operator has to change for the variable of a
   *     property
   */
  ConfigurationException(List<ConfigurationProblem> problems, UnaryOperator<String> variables) {
    super(
        problems.size()
            + " problem(s) in the configuration: "
            + String.join("; ", problems.stream().map(ConfigurationProblem::property).toList()));
    this.problems = List.copyOf(problems);
    this.variables = variables;
  }

  List<ConfigurationProblem> problems() {
    return problems;
  }

  /** One line for each problem: property, environment variable, what is wrong and what to do. */
  List<String> lines() {
    return problems.stream()
        .map(
            problem ->
                "%s (environment variable %s): %s"
                    .formatted(
                        problem.property(),
                        variables.apply(problem.environmentVariable()),
                        problem.text()))
        .toList();
  }
}
