package com.cloudaggregator.web;

import com.cloudaggregator.application.verification.ReadVerification;
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

/** The operator's verdicts as a page, for who asks for HTML. The same figures and words as {@link OpsApi}'s. */
@Controller
final class OpsPages {
  private final ReadVerification verification;
  private final Texts texts;

  OpsPages(ReadVerification verification, Texts texts) {
    this.verification = verification;
    this.texts = texts;
  }

  /**
   * A criterion as a row.
   *
   * @param label the key of what the badge says: of an error case, whether it was met
   * @param tone the class of the badge
   * @param last in the reader's language; null when it was never seen
   */
  record Row(OpsApi.Judged judged, String label, String tone, @Nullable String last) {}

  /** A constraint as a row. */
  record RefusedRow(OpsApi.Refused refused, String last) {}

  @GetMapping(path = "/ops/verification", produces = MediaType.TEXT_HTML_VALUE)
  String verification(Model model, HttpServletRequest request, HttpServletResponse response) {
    Locale language = texts.language(request);
    OpsApi.Report report = OpsApi.Report.of(verification, texts, language);
    List<Row> rows = report.criteria().stream()
        .map(judged -> new Row(judged, label(judged), tone(judged), last(judged.lastAt(), language)))
        .toList();
    OperatorPages.frame(model, "verification", request, response);
    model.addAttribute("rows", rows);
    model.addAttribute("violated", rows.stream().filter(row -> row.tone().equals("bad")).count());
    model.addAttribute("unseen", rows.stream().filter(row -> row.tone().equals("unseen")).count());
    model.addAttribute("refused", report.refusedRows().stream()
        .map(refused -> new RefusedRow(refused, ReadableTime.of(refused.lastAt(), language).text()))
        .toList());
    return "ops-verification";
  }

  /** Error cases whose proof is that they were met; the first is proven by not being met. */
  private static String label(OpsApi.Judged judged) {
    boolean aCase = judged.id().startsWith("error_") && !judged.id().equals("error_not_detected");
    return (aCase && !judged.verdict().equals("violated") ? "ops.case." : "ops.verdict.") + judged.verdict();
  }

  private static String tone(OpsApi.Judged judged) {
    return switch (judged.verdict()) {
      case "proven" -> "good";
      case "violated" -> "bad";
      default -> "unseen";
    };
  }

  private static @Nullable String last(@Nullable Instant at, Locale language) {
    return at == null ? null : ReadableTime.of(at, language).text();
  }
}
