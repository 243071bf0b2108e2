package com.cloudaggregator.bootstrap.configuration;

import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a {@link ConfigurationException} as one report without a stack trace. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
    return new FailureAnalysis(description(cause.problems()), action(cause.problems()), cause);
  }

  private static String description(List<Problem> problems) {
    return numbered(problems, Problem::description);
  }

  private static String action(List<Problem> problems) {
    String each = numbered(
        problems,
        problem -> "%s (%s, environment %s)"
            .formatted(problem.action(), problem.property(), problem.environmentVariable()));
    return each + System.lineSeparator() + System.lineSeparator() + """
        A secret also comes from a file: its environment variable with _FILE behind it, or Spring's configtree.
        Check again with --check-config. Only to look around, start the demo, which needs no configuration:
        --spring.profiles.active=demo""";
  }

  private static String numbered(List<Problem> problems, java.util.function.Function<Problem, String> text) {
    if (problems.size() == 1) {
      return text.apply(problems.getFirst());
    }
    var lines = new StringBuilder();
    for (int i = 0; i < problems.size(); i++) {
      lines.append(i == 0 ? "" : System.lineSeparator()).append("%2d. ".formatted(i + 1));
      lines.append(text.apply(problems.get(i)));
    }
    return lines.toString();
  }
}
