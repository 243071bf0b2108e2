package com.cloudaggregator.application.verification;

/** What the evidence says about a criterion. */
public sealed interface Verdict {
  record Proven(EvidenceCount evidence) implements Verdict {}

  record NotSeenYet() implements Verdict {}

  record Violated(EvidenceCount evidence) implements Verdict {}
}
