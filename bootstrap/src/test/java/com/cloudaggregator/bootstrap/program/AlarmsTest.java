package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.persistence.InstalledProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The alarms of deploy/prometheus. */
class AlarmsTest {
  private static final Path FOLDER = Path.of("..", "deploy", "prometheus");
  private static final Path RUNBOOK = Path.of("..", "docs", "verification.md");
  private static final Pattern METRIC = Pattern.compile("\\bcloud_aggregator_\\w+");

  private record Alarm(String name, String expression) {}

  private static List<Alarm> alarms() throws IOException {
    List<Alarm> alarms = new ArrayList<>();
    for (Map<String, Object> group : list(read("alerts.yml"), "groups")) {
      for (Map<String, Object> rule : list(group, "rules")) {
        alarms.add(new Alarm(text(rule, "alert"), text(rule, "expr")));
      }
    }
    assertThat(alarms).isNotEmpty();
    return alarms;
  }

  private static Set<String> names() throws IOException {
    return alarms().stream().map(Alarm::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Object> read(String file) throws IOException {
    return new Yaml().load(Files.readString(FOLDER.resolve(file)));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> node, String key) {
    return (List<Map<String, Object>>) Objects.requireNonNull(node.get(key), key);
  }

  private static String text(Map<String, Object> node, String key) {
    return String.valueOf(node.get(key));
  }

  @ParameterizedTest
  @CsvSource({"check, alerts.yml", "test, alerts_test.yml"})
  void promtoolAcceptsTheFile(String command, String file)
      throws IOException, InterruptedException {
    Process promtool =
        new ProcessBuilder(
                InstalledProgram.require("prometheus", "promtool").toString(),
                command,
                "rules",
                file)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(output).isZero();
    assertThat(output).contains("SUCCESS");
  }

  /** Silent at first, and then with its labels. */
  @Test
  void eachAlarmHasATestThatShowsItSilentAndFiring() throws IOException {
    Set<String> silent = new TreeSet<>();
    Set<String> firing = new TreeSet<>();
    for (Map<String, Object> test : list(read("alerts_test.yml"), "tests")) {
      for (Map<String, Object> look : list(test, "alert_rule_test")) {
        (list(look, "exp_alerts").isEmpty() ? silent : firing).add(text(look, "alertname"));
      }
    }
    assertThat(silent).isEqualTo(names());
    assertThat(firing).isEqualTo(names());
  }

  @Test
  void eachMetricIsDocumented() throws IOException {
    Set<String> documented =
        MetricsPage.read().rows().stream()
            .flatMap(row -> row.namesOfItsSeries().stream())
            .collect(Collectors.toSet());
    for (Alarm alarm : alarms()) {
      Matcher metric = METRIC.matcher(alarm.expression());
      assertThat(metric.find()).as(alarm.name()).isTrue();
      do {
        assertThat(documented).as(alarm.name()).contains(metric.group());
      } while (metric.find());
    }
  }

  @Test
  void theRunbookHasARowForEachAlarm() throws IOException {
    Set<String> rows =
        Pattern.compile("^\\| `(CloudAggregator\\w+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(RUNBOOK))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).isEqualTo(names());
  }
}
