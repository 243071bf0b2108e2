package com.cloudaggregator.application.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.ProviderAccountId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verdicts on the criteria of the record. */
class ReadVerificationTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Verdict verdict(Criterion criterion, Map<Evidence, EvidenceCount> figures) {
    VerificationRecord record =
        new VerificationRecord() {
          @Override
          public void record(
              Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
            throw new AssertionError("reading notes nothing");
          }

          @Override
          public boolean guardsOneOwner(String constraint) {
            return false;
          }

          @Override
          public Map<Evidence, EvidenceCount> countEvidence() {
            return figures;
          }

          @Override
          public Map<ViolatedConstraint, EvidenceCount> countViolations() {
            return Map.of();
          }
        };
    var verdicts = new ReadVerification(record).read();
    assertThat(verdicts.sequencedKeySet()).containsExactly(Criterion.values());
    return verdicts.getOrDefault(criterion, new Verdict.NotSeenYet());
  }

  private static EvidenceCount figure(long count, int minute, String traceId) {
    return new EvidenceCount(count, NOON.plusSeconds(60L * minute), traceId);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsProvenWithoutEvidence(Criterion criterion) {
    assertThat(verdict(criterion, Map.of())).isEqualTo(new Verdict.NotSeenYet());
  }

  @ParameterizedTest
  @EnumSource
  void eachCriterionIsProvenByItsOwnEvidence(Criterion criterion) {
    for (Evidence proof : criterion.proof()) {
      assertThat(verdict(criterion, Map.of(proof, figure(2, 0, "a"))))
          .isEqualTo(new Verdict.Proven(figure(2, 0, "a")));
    }
  }

  /** Without contradicting evidence, a criterion could never be violated. */
  @ParameterizedTest
  @EnumSource
  void eachCriterionCanBeViolated(Criterion criterion) {
    assertThat(criterion.contradiction())
        .isNotEmpty()
        .doesNotContainAnyElementsOf(criterion.proof());
  }

  @ParameterizedTest
  @EnumSource
  void contradictionOutweighsProof(Criterion criterion) {
    for (Evidence contradiction : criterion.contradiction()) {
      Map<Evidence, EvidenceCount> figures = new EnumMap<>(Evidence.class);
      criterion.proof().forEach(proof -> figures.put(proof, figure(1000, 9, "proof")));
      figures.put(contradiction, figure(1, 0, "against"));

      assertThat(verdict(criterion, figures))
          .isEqualTo(new Verdict.Violated(figure(1, 0, "against")));
    }
  }

  @Test
  void sumsTheEvidenceOfACriterionAndNamesTheLatest() {
    assertThat(
            verdict(
                Criterion.NO_RECONNECT_FAILED,
                Map.of(
                    Evidence.CONFLICT_ANSWERED, figure(2, 5, "later"),
                    Evidence.SUCCESS_ANSWERED, figure(3, 1, "earlier"))))
        .isEqualTo(new Verdict.Proven(figure(5, 5, "later")));
  }
}
