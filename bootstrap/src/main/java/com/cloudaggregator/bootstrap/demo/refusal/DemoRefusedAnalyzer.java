package com.cloudaggregator.bootstrap.demo.refusal;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a refusal of the demo as a start-up report, not as a stack trace. */
final class DemoRefusedAnalyzer extends AbstractFailureAnalyzer<DemoRefused> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, DemoRefused refused) {
    return new FailureAnalysis(String.valueOf(refused.getMessage()), refused.action(), refused);
  }
}
