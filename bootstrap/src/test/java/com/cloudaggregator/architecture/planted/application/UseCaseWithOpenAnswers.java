package com.cloudaggregator.architecture.planted.application;

import java.util.Optional;

/** Returns the two outcomes that break the rule, whatever they are called. */
final class UseCaseWithOpenAnswers {

  public Optional<OpenAnswer> open() {
    return Optional.empty();
  }

  public ClosedAnswer closed() {
    return new ClosedAnswer.MutableLeaf();
  }
}
