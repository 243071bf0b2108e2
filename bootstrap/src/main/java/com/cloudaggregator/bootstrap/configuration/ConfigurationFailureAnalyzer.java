package com.cloudaggregator.bootstrap.configuration;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a {@link ConfigurationException} as one report without a stack trace. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
  private static final String ADVICE =
      """
      Correct the properties above. A secret can also come from a file: name the file in the environment variable with
      _FILE at its end, or use Spring's configtree. Check again with --check-config. To try the program without any
      configuration, start the demo: the jar whose name ends in -demo.jar, with --spring.profiles.active=demo""";

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
    return new FailureAnalysis(numbered(cause.lines()), ADVICE, cause);
  }

  private static String numbered(List<String> lines) {
    return IntStream.range(0, lines.size())
        .mapToObj(i -> "%2d. %s".formatted(i + 1, lines.get(i)))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
