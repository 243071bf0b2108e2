package com.cloudaggregator.web.operator.verification;

import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.web.operator.OperatorFrame;
import com.cloudaggregator.web.text.Messages;
import com.cloudaggregator.web.text.ReadableTime;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The verdicts as a page, for browsers that ask for HTML. It shows the same figures and texts as
 * {@link VerificationApi}.
 */
@Controller
final class VerificationPage {
  private final ReadVerification verification;
  private final Messages messages;

  VerificationPage(ReadVerification verification, Messages messages) {
    this.verification = verification;
    this.messages = messages;
  }

  /**
   * A criterion as a row.
   *
   * @param label the key of the badge's text; for an error case, whether it was observed
   * @param tone the class of the badge
   * @param last in the reader's language; null if it was never observed
   */
  record CriterionRow(
      VerificationApi.CriterionVerdict judged, String label, String tone, @Nullable String last) {}

  /** A constraint as a row. */
  record ConstraintRow(VerificationApi.RefusedRows refused, String last) {}

  @GetMapping(path = "/ops/verification", produces = MediaType.TEXT_HTML_VALUE)
  String show(Model model, HttpServletRequest request, HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    VerificationApi.VerificationReport report =
        VerificationApi.VerificationReport.of(verification, messages, language);
    List<CriterionRow> rows =
        report.criteria().stream()
            .map(
                judged ->
                    new CriterionRow(
                        judged,
                        labelOf(judged),
                        toneOf(judged),
                        formatLast(judged.lastAt(), language)))
            .toList();
    OperatorFrame.addTo(model, "verification", response);
    model.addAttribute("rows", rows);
    model.addAttribute("violated", rows.stream().filter(row -> row.tone().equals("bad")).count());
    model.addAttribute("unseen", rows.stream().filter(row -> row.tone().equals("unseen")).count());
    model.addAttribute(
        "refused",
        report.refusedRows().stream()
            .map(
                refused ->
                    new ConstraintRow(refused, ReadableTime.of(refused.lastAt(), language).text()))
            .toList());
    return "ops-verification";
  }

  /**
   * Whether the criterion is an error case that is proven by having been observed. {@code
   * error_not_detected} is proven by not having been.
   */
  private static String labelOf(VerificationApi.CriterionVerdict judged) {
    boolean aCase = judged.id().startsWith("error_") && !judged.id().equals("error_not_detected");
    return (aCase && !judged.verdict().equals("violated") ? "ops.case." : "ops.verdict.")
        + judged.verdict();
  }

  private static String toneOf(VerificationApi.CriterionVerdict judged) {
    return switch (judged.verdict()) {
      case "proven" -> "good";
      case "violated" -> "bad";
      default -> "unseen";
    };
  }

  private static @Nullable String formatLast(@Nullable Instant at, Locale language) {
    return at == null ? null : ReadableTime.of(at, language).text();
  }
}
