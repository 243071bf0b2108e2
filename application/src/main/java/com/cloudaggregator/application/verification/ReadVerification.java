package com.cloudaggregator.application.verification;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/** Evaluates the criteria of the 23505 handler from the evidence, in the record's order. */
public final class ReadVerification {
  private final VerificationRecord evidence;

  public ReadVerification(VerificationRecord evidence) {
    this.evidence = evidence;
  }

  public SequencedMap<Criterion, Verdict> read() {
    Map<Evidence, EvidenceCount> figures = new EnumMap<>(Evidence.class);
    figures.putAll(evidence.countEvidence());
    SequencedMap<Criterion, Verdict> verdicts = new LinkedHashMap<>();
    for (Criterion criterion : Criterion.values()) {
      verdicts.put(criterion, verdict(criterion, figures));
    }
    return verdicts;
  }

  /** How often each constraint refused a row, by provider. */
  public Map<ViolatedConstraint, EvidenceCount> countViolations() {
    return evidence.countViolations();
  }

  private static Verdict verdict(Criterion criterion, Map<Evidence, EvidenceCount> figures) {
    Optional<EvidenceCount> against = sum(criterion.contradiction(), figures);
    if (against.isPresent()) {
      return new Verdict.Violated(against.get());
    }
    return sum(criterion.proof(), figures)
        .<Verdict>map(Verdict.Proven::new)
        .orElseGet(Verdict.NotSeenYet::new);
  }

  private static Optional<EvidenceCount> sum(
      Collection<Evidence> kinds, Map<Evidence, EvidenceCount> figures) {
    return kinds.stream()
        .map(figures::get)
        .filter(Objects::nonNull)
        .reduce(
            (a, b) -> {
              EvidenceCount later =
                  Comparator.comparing(EvidenceCount::lastSeenAt).compare(a, b) < 0 ? b : a;
              return new EvidenceCount(a.count() + b.count(), later.lastSeenAt(), later.traceId());
            });
  }
}
