package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a started program, and docs/metrics.md. */
class MetricsIT {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");

  /** What Micrometer adds to the name of a timer, except for the maximum, which is a gauge. */
  private static final Pattern PART = Pattern.compile("_(?:count|sum)$");

  @TempDir private static Path directory;
  private static Program program;
  private static String scrape = "";

  @BeforeAll
  static void start() {
    program = Program.start();
    assertThat(program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
    // What is stored is read at the start, and what is counted begins again.
    program.restart();
    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("error=ownership_conflict");
    assertThat(program.browser().get("/ops/verification").statusCode()).isEqualTo(401);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              scrape = program.browser().get("/actuator/prometheus").body();
              assertThat(scrape)
                  .contains("cloud_aggregator_database_up 1.0")
                  .contains("cloud_aggregator_vault_secrets{");
            });
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  /** The values of each label, by metric, without those that are not documented one by one. */
  private static Map<String, Map<String, Set<String>>> labelsOfTheScrape() {
    Map<String, Map<String, Set<String>>> labels = new TreeMap<>();
    scrape
        .lines()
        .filter(line -> line.startsWith("cloud_aggregator_"))
        .forEach(
            line -> {
              Matcher sample = SAMPLE.matcher(line);
              assertThat(sample.matches()).as(line).isTrue();
              Map<String, Set<String>> ofMetric =
                  labels.computeIfAbsent(
                      PART.matcher(sample.group(1)).replaceFirst(""), _ -> new TreeMap<>());
              Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
              while (label.find()) {
                ofMetric.computeIfAbsent(label.group(1), _ -> new TreeSet<>()).add(label.group(2));
              }
            });
    return labels;
  }

  @Test
  void documentsEachMetricWithItsType() {
    assertThat(
            scrape
                .lines()
                .map(TYPE::matcher)
                .filter(Matcher::matches)
                .filter(type -> type.group(1).startsWith("cloud_aggregator_"))
                .collect(Collectors.toMap(type -> type.group(1), type -> type.group(2))))
        .isEqualTo(
            MetricsPage.read().rows().stream()
                .collect(Collectors.toMap(MetricsPage.Row::name, MetricsPage.Row::type)));
  }

  @Test
  void documentsEachLabelWithItsValues() {
    Map<String, Map<String, Set<String>>> scraped = labelsOfTheScrape();
    for (MetricsPage.Row row : MetricsPage.read().rows()) {
      assertThat(scraped).containsKey(row.name());
      Map<String, Set<String>> actual = Objects.requireNonNull(scraped.get(row.name()));
      assertThat(actual.keySet()).as(row.name()).isEqualTo(row.labels().keySet());
      row.labels()
          .forEach(
              (label, values) -> {
                if (!values.isEmpty()) {
                  assertThat(actual.get(label)).as(row.name() + " " + label).isEqualTo(values);
                }
              });
    }
  }

  @Test
  void namesProvidersByTheirConfiguredIds() {
    assertThat(
            Objects.requireNonNull(labelsOfTheScrape().get("cloud_aggregator_accounts"))
                .get("provider"))
        .containsExactlyInAnyOrderElementsOf(List.of("onedrive", "googledrive", "dropbox", "box"));
  }

  @Test
  void countsWhatHappened() {
    assertThat(scrape)
        .contains(
            "cloud_aggregator_connects_total{outcome=\"ownership_conflict\",provider=\"onedrive\"} 1.0",
            "cloud_aggregator_duplicates_total{outcome=\"conflict\",provider=\"onedrive\"} 1.0",
            "cloud_aggregator_offers_total{outcome=\"made\",provider=\"onedrive\"} 1.0",
            "cloud_aggregator_refusals_total{code=\"authentication_required\"} 1.0",
            "cloud_aggregator_accounts{provider=\"onedrive\",status=\"connected\"} 1.0",
            "cloud_aggregator_provider_calls_seconds_count{provider=\"onedrive\",status=\"success\"} 2");
  }

  @Test
  void isCleanForPromtool() throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("scrape.txt"), scrape);
    Path output = directory.resolve("promtool.txt");
    Process promtool =
        new ProcessBuilder(
                InstalledProgram.require("prometheus", "promtool").toString(), "check", "metrics")
            .redirectInput(file.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = promtool.waitFor();
    assertThat(Files.readString(output)).as("%d", status).isEmpty();
    assertThat(status).isZero();
  }
}
