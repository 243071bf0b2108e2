package com.cloudaggregator.bootstrap.configuration;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reports a YAML file that cannot be parsed in one line, without the text around the error, which
 * may be a secret. The exception does not have the name of the file.
 */
final class YamlFailureAnalyzer extends AbstractFailureAnalyzer<MarkedYAMLException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
    Mark mark = cause.getProblemMark();
    String place =
        mark == null
            ? ""
            : " at line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
    return new FailureAnalysis(
        "A YAML configuration file is not valid" + place + ".",
        "Correct that line of your application.yaml or of the file named in spring.config.import,"
            + " spring.config.location or spring.config.additional-location.",
        cause);
  }
}
