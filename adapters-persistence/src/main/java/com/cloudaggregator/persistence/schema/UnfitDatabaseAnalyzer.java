package com.cloudaggregator.persistence.schema;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports an unfit database as problem and remedy, without a stack trace. */
final class UnfitDatabaseAnalyzer extends AbstractFailureAnalyzer<UnfitDatabaseException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnfitDatabaseException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
