package com.cloudaggregator.bootstrap.program;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/** The report of one run, with a verdict for each criterion. */
final class RecordReport {
  /** The scenario that proves each criterion. The program's own verdict must agree. */
  private static final SequencedMap<String, Scenario> SHOWN_BY = new LinkedHashMap<>();

  static {
    for (String criterion :
        List.of(
            "conflict_detected",
            "conflict_logged",
            "token_in_fragment",
            "dialog_opened",
            "no_reconnect_failed",
            "no_database_error",
            "error_not_detected")) {
      SHOWN_BY.put(criterion, Scenario.CONFLICT);
    }
    for (String criterion :
        List.of("idempotent_logged", "idempotent_answered", "idempotent_shown")) {
      SHOWN_BY.put(criterion, Scenario.RACE);
    }
    SHOWN_BY.put("released_adopted", Scenario.ADOPTION);
    SHOWN_BY.put("error_owner_lookup", Scenario.LOOKUP_FAILS);
    SHOWN_BY.put("error_owner_missing", Scenario.OWNER_MISSING);
    SHOWN_BY.put("error_other_constraint", Scenario.FOREIGN_CONSTRAINT);
  }

  private final Instant at;
  private final List<ScenarioResult> results;
  private final JsonNode verification;
  private final List<String> pictures;

  /**
   * @param verification the answer of {@code /ops/verification} after the scenarios
   * @param pictures the screenshots of the pages
   */
  RecordReport(
      Instant at, List<ScenarioResult> results, JsonNode verification, List<String> pictures) {
    this.at = at.truncatedTo(ChronoUnit.SECONDS);
    this.results = List.copyOf(results);
    this.verification = verification;
    this.pictures = List.copyOf(pictures);
  }

  String date() {
    return at.toString().substring(0, 10);
  }

  /** The criteria that this run does not prove. */
  List<String> missing() {
    return verification
        .get("criteria")
        .valueStream()
        .filter(row -> !proven(row))
        .map(row -> row.get("id").asString())
        .toList();
  }

  private boolean proven(JsonNode row) {
    Optional<ScenarioResult> result = resultOf(row);
    return row.get("verdict").asString().equals("proven")
        && result.isPresent()
        && result.get().matchesScenario();
  }

  private Optional<ScenarioResult> resultOf(JsonNode row) {
    Scenario scenario = SHOWN_BY.get(row.get("id").asString());
    return results.stream().filter(result -> result.scenario() == scenario).findFirst();
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(
            "# 23505: the record, played on "
                + date()
                + "\n\n"
                + "`bash deploy/verify` started the program on a real PostgreSQL, played every scenario of the record against it over"
                + " HTTP, and wrote this at "
                + at
                + ". Values that must not be kept are `…`.\n\n"
                + "**"
                + (missing().isEmpty()
                    ? "Every criterion is proven."
                    : "Missing: " + String.join(", ", missing()) + ".")
                + "**\n\n| criterion | verdict | seen | shown by | trace id of the last |\n| --- | --- | --- | --- | --- |\n");
    for (JsonNode row : verification.get("criteria").values()) {
      text.append("| ")
          .append(row.get("sentence").asString())
          .append(" | ")
          .append(proven(row) ? "proven" : "**missing** (" + row.get("verdict").asString() + ")")
          .append(" | ")
          .append(row.get("count").asString())
          .append(" | ")
          .append(resultOf(row).map(result -> result.scenario().title()).orElse("nothing"))
          .append(" | `")
          .append(row.get("trace_id").isNull() ? "" : row.get("trace_id").asString())
          .append("` |\n");
    }
    for (ScenarioResult result : results) {
      text.append("\n## ")
          .append(result.scenario().title())
          .append("\n\n")
          .append(
              result.matchesScenario()
                  ? "As the record says.\n\n"
                  : "**Not as the record says.**\n\n")
          .append(
              fenced(
                  result.requests().size() == 1
                      ? "request"
                      : "requests, both at once, both answered alike",
                  result.requests()))
          .append(
              fenced(
                  "answer", List.of("HTTP " + result.status(), "Location: " + result.location())))
          .append(fenced("log", result.lines()))
          .append(
              fenced(
                  "rows before: provider, provider_account_id, user_id, epoch, status",
                  result.before()))
          .append(fenced("rows after", result.after()));
    }
    text.append("\n## The pages\n");
    pictures.forEach(
        file ->
            text.append("\n![")
                .append(file.replaceAll("[-.]", " "))
                .append("](")
                .append(file)
                .append(")\n"));
    return text.toString();
  }

  private static String fenced(String title, List<String> lines) {
    return title
        + ":\n\n```text\n"
        + (lines.isEmpty() ? "(none)" : String.join("\n", lines))
        + "\n```\n\n";
  }

  Map<String, String> summary() {
    Map<String, String> summary = new LinkedHashMap<>();
    verification
        .get("criteria")
        .forEach(row -> summary.put(row.get("id").asString(), proven(row) ? "proven" : "MISSING"));
    return summary;
  }
}
