package com.cloudaggregator.application.verification;

import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.application.evidence.Figure;
import com.cloudaggregator.application.evidence.RefusedRow;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/** Answers "does the handler of 23505 work?" from the evidence, criterion by criterion, in the record's order. */
public final class ReadVerification {
  private final VerificationRecord evidence;

  public ReadVerification(VerificationRecord evidence) {
    this.evidence = evidence;
  }

  public SequencedMap<Criterion, Verdict> read() {
    Map<Evidence, Figure> figures = new EnumMap<>(Evidence.class);
    figures.putAll(evidence.figures());
    SequencedMap<Criterion, Verdict> verdicts = new LinkedHashMap<>();
    for (Criterion criterion : Criterion.values()) {
      verdicts.put(criterion, verdict(criterion, figures));
    }
    return verdicts;
  }

  /** The constraints that refused a row, with their providers. */
  public Map<RefusedRow, Figure> refusedRows() {
    return evidence.refusedRows();
  }

  private static Verdict verdict(Criterion criterion, Map<Evidence, Figure> figures) {
    Optional<Figure> against = sum(criterion.contradiction(), figures);
    if (against.isPresent()) {
      return new Verdict.Violated(against.get());
    }
    return sum(criterion.proof(), figures).<Verdict>map(Verdict.Proven::new).orElseGet(Verdict.NotSeenYet::new);
  }

  private static Optional<Figure> sum(Collection<Evidence> kinds, Map<Evidence, Figure> figures) {
    return kinds.stream()
        .map(figures::get)
        .filter(Objects::nonNull)
        .reduce((a, b) -> {
          Figure later = Comparator.comparing(Figure::lastAt).compare(a, b) < 0 ? b : a;
          return new Figure(a.count() + b.count(), later.lastAt(), later.traceId());
        });
  }
}
