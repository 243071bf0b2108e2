package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of docs/metrics.md. */
record MetricsPage(List<MetricsPage.Row> rows) {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `(cloud_aggregator_\\w+)` \\| (\\w+) \\| (.*) \\| (\\S.*) \\|");
  private static final Pattern LABEL = Pattern.compile("`(\\w+)`: (.*)");
  private static final Pattern VALUE = Pattern.compile("`([^`]+)`");

  /**
   * A metric.
   *
   * @param labels with their values; no values for a label whose values depend on the configuration
   */
  record Row(String name, String type, Map<String, Set<String>> labels) {
    /** A summary is scraped as a count and a sum. */
    Set<String> namesOfItsSeries() {
      return type.equals("summary") ? Set.of(name + "_count", name + "_sum") : Set.of(name);
    }
  }

  /** Reads the page. */
  static MetricsPage read() {
    try {
      List<String> lines = Files.readAllLines(PAGE);
      List<Row> rows =
          lines.stream().map(ROW::matcher).filter(Matcher::matches).map(MetricsPage::row).toList();
      assertThat(rows).isNotEmpty();
      return new MetricsPage(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(Matcher row) {
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String part : row.group(3).split("<br>", -1)) {
      Matcher label = LABEL.matcher(part);
      if (label.matches()) {
        Set<String> values = new TreeSet<>();
        Matcher value = VALUE.matcher(label.group(2));
        while (value.find()) {
          values.add(value.group(1));
        }
        labels.put(label.group(1), values);
      }
    }
    return new Row(row.group(1), row.group(2), labels);
  }
}
