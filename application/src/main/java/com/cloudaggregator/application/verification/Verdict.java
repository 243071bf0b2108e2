package com.cloudaggregator.application.verification;

import com.cloudaggregator.application.evidence.Figure;

/** What the evidence says of a criterion. */
public sealed interface Verdict {
  record Proven(Figure figure) implements Verdict {}

  record NotSeenYet() implements Verdict {}

  record Violated(Figure figure) implements Verdict {}
}
