package com.cloudaggregator.web.operator.verification;

import com.cloudaggregator.application.verification.Criterion;
import com.cloudaggregator.application.verification.EvidenceCount;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.verification.Verdict;
import com.cloudaggregator.application.verification.ViolatedConstraint;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.text.Messages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The verdicts of the verification record, for operators: whether the handling of duplicates is
 * proven. The security configuration restricts {@code /ops/**}.
 */
@RestController
final class VerificationApi {
  private final ReadVerification verification;
  private final Messages messages;

  VerificationApi(ReadVerification verification, Messages messages) {
    this.verification = verification;
    this.messages = messages;
  }

  /** All verdicts in the order of the record, and the constraints that refused rows. */
  @JsonNaming(SnakeCaseStrategy.class)
  record VerificationReport(List<CriterionVerdict> criteria, List<RefusedRows> refusedRows) {

    static VerificationReport of(
        ReadVerification verification, Messages messages, Locale language) {
      return new VerificationReport(
          verification.read().entrySet().stream()
              .map(
                  entry ->
                      CriterionVerdict.of(entry.getKey(), entry.getValue(), messages, language))
              .toList(),
          verification.countViolations().entrySet().stream()
              .map(RefusedRows::of)
              .sorted(
                  Comparator.comparing(RefusedRows::provider)
                      .thenComparing(RefusedRows::constraint))
              .toList());
    }
  }

  /**
   * A criterion and its verdict.
   *
   * @param verdict {@code proven}, {@code not_seen_yet} or {@code violated}
   * @param count the number of events that decided the verdict
   * @param lastAt null for {@code not_seen_yet}, as is the trace id
   * @param remedy what to do
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record CriterionVerdict(
      String id,
      String sentence,
      String verdict,
      long count,
      @Nullable Instant lastAt,
      @Nullable String traceId,
      String remedy) {

    static CriterionVerdict of(
        Criterion criterion, Verdict verdict, Messages messages, Locale language) {
      return switch (verdict) {
        case Verdict.Proven(var figure) -> of(criterion, "proven", figure, messages, language);
        case Verdict.NotSeenYet() -> of(criterion, "not_seen_yet", null, messages, language);
        case Verdict.Violated(var figure) -> of(criterion, "violated", figure, messages, language);
      };
    }

    private static CriterionVerdict of(
        Criterion criterion,
        String verdict,
        @Nullable EvidenceCount figure,
        Messages messages,
        Locale language) {
      String id = codeOf(criterion);
      return new CriterionVerdict(
          id,
          messages.get("ops." + id + ".sentence", language),
          verdict,
          figure == null ? 0 : figure.count(),
          figure == null ? null : figure.lastSeenAt(),
          figure == null ? null : figure.traceId(),
          messages.get("ops." + id + ".remedy", language));
    }
  }

  /** How often a constraint refused rows of a provider. */
  @JsonNaming(SnakeCaseStrategy.class)
  record RefusedRows(
      String provider, String constraint, long count, Instant lastAt, String traceId) {

    static RefusedRows of(Map.Entry<ViolatedConstraint, EvidenceCount> entry) {
      EvidenceCount figure = entry.getValue();
      return new RefusedRows(
          entry.getKey().provider().id(),
          entry.getKey().constraint(),
          figure.count(),
          figure.lastSeenAt(),
          figure.traceId());
    }
  }

  /**
   * Has no {@code produces}, so that callers that accept anything get JSON; only a browser that
   * asks for HTML gets the page.
   */
  @ApiCall(
      group = ApiGroup.OPS,
      id = "readVerification",
      answer =
          """
          {"criteria": [{"id": "dialog_opened", "sentence": "The page opens the transfer dialog instead of an error.",
          "verdict": "proven", "count": 2, "last_at": "2026-11-25T10:00:00Z", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
          "remedy": "Nothing to do."}], "refused_rows": []}""")
  @GetMapping("/ops/verification")
  VerificationReport read(HttpServletRequest request, HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    return VerificationReport.of(verification, messages, language);
  }

  private static String codeOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
