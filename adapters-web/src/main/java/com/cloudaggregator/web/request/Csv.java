package com.cloudaggregator.web.request;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * A CSV file (<a href="https://www.rfc-editor.org/rfc/rfc4180#section-2">RFC 4180, section 2</a>).
 * Values come from providers and users, and a spreadsheet would evaluate a cell that begins like a
 * formula (<a href="https://owasp.org/www-community/attacks/CSV_Injection">OWASP, CSV
 * Injection</a>), so such a cell gets an apostrophe in front.
 */
public final class Csv {
  /** Limits the rows of a file. */
  public static final int MAX_ROWS = 10_000;

  /**
   * Where a cell could begin with a formula, the full-width signs included. A cell may begin after
   * any of the separators that spreadsheets use, depending on their language.
   */
  private static final Pattern FORMULA =
      Pattern.compile("(^|[;,|\\t\\r\\n])(?=[\"'\\s]*[=+\\-@＝＋－＠\\t\\r\\n])");

  private final StringBuilder text;

  /**
   * @param columns names, which need no quotes
   */
  public Csv(String... columns) {
    this.text = new StringBuilder(String.join(",", columns)).append("\r\n");
  }

  /** Adds a row; a null cell is empty. */
  public void add(@Nullable String... cells) {
    text.append(Arrays.stream(cells).map(Csv::quote).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  /** The file as a download that no cache keeps. */
  public ResponseEntity<String> toResponse(String fileName) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + "\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(text.toString());
  }

  static String quote(@Nullable String cell) {
    String safe = FORMULA.matcher(cell == null ? "" : cell).replaceAll("$1'");
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
