package com.cloudaggregator.persistence;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports an unfit database in two paragraphs, problem and remedy, where a stack trace would help nobody. */
final class UnfitDatabaseAnalyzer extends AbstractFailureAnalyzer<UnfitDatabaseException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnfitDatabaseException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
