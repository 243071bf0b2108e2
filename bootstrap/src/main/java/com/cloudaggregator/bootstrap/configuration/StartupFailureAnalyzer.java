package com.cloudaggregator.bootstrap.configuration;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a {@link StartupException} as a start-up report without a stack trace. */
final class StartupFailureAnalyzer extends AbstractFailureAnalyzer<StartupException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, StartupException refused) {
    return new FailureAnalysis(String.valueOf(refused.getMessage()), refused.action(), refused);
  }
}
