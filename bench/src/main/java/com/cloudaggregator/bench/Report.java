package com.cloudaggregator.bench;

import com.cloudaggregator.bench.Load.Figures;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The figures of a run, and their Markdown. */
final class Report {
  private static final List<String> SCENARIOS = List.of("S1", "S2", "S3", "S3t", "S6", "S7", "S5");
  private static final Map<String, String> TITLES =
      Map.of(
          "S1", "S1 fresh connect",
          "S2", "S2 the owner connects again",
          "S3", "S3 conflict with offer",
          "S3t", "S3t connect, conflict and transfer",
          "S5", "S5 = S1 with more accounts",
          "S6", "S6 access token without refresh",
          "S7", "S7 `GET /me/cloud-status`");

  private final Options options;
  private final Map<String, List<Figures>> ours = new LinkedHashMap<>();
  private final Map<String, List<Figures>> bare = new LinkedHashMap<>();
  private final List<Double> plainInserts = new ArrayList<>();
  private final List<String> wire = new ArrayList<>();
  private final List<String> facts = new ArrayList<>();
  private @Nullable Figures first;

  Report(Options options) {
    this.options = options;
  }

  void started(Server program, Server yardstick) {
    facts.add(
        "start to ready: program %s s, bare JDK %s s"
            .formatted(program.readySeconds(), yardstick.readySeconds()));
  }

  void first(Figures figures) {
    first = figures;
  }

  void add(Server server, String scenario, Figures figures) {
    (server.isBare() ? bare : ours).computeIfAbsent(scenario, _ -> new ArrayList<>()).add(figures);
  }

  void plainInserts(double perSecond) {
    plainInserts.add(perSecond);
  }

  void resident(long program, long yardstick) {
    facts.add(
        "resident after the rounds: program %d MB, bare JDK %d MB".formatted(program, yardstick));
  }

  void race(Race.Result result) {
    facts.add(
        "S4, %d users and %1$d accounts: owned twice %d · server errors %d · losers without a usable offer %d"
                .formatted(
                    options.race(),
                    result.ownedTwice(),
                    result.serverErrors(),
                    result.withoutOffer())
            + " (meanwhile %d transferred, %d disconnected)"
                .formatted(result.transferred(), result.disconnected()));
  }

  void size(String when, long rows, long table, long indexes) {
    facts.add(
        String.format(
            Locale.ROOT,
            "bytes per account %s: %d of rows, %d of indexes (%,d rows)",
            when,
            table / rows,
            indexes / rows,
            rows));
  }

  /** Per operation. */
  void wire(String scenario, double trips, double syncs, double walBytes) {
    wire.add(row(String.valueOf(TITLES.get(scenario)), trips, syncs, walBytes));
  }

  /** Per second. */
  void idle(double trips, double syncs, double walBytes) {
    wire.add(row("jobs of an idle program, per second", trips, syncs, walBytes));
  }

  private static String row(String what, double trips, double syncs, double walBytes) {
    return "| %s | %s | %s | %s |"
        .formatted(what, decimal(trips, 1), decimal(syncs, 1), decimal(walBytes, 0));
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# Benchmark of " + LocalDate.now());
    lines.add("");
    lines.add(
        "%d rounds of %d s for each scenario, %d browsers, %d connects of warm-up, %d processors for everything, started by `%s` with -Xmx%s. Median, and range in parentheses."
            .formatted(
                options.rounds(),
                options.seconds(),
                options.browsers(),
                options.warmUp(),
                Runtime.getRuntime().availableProcessors(),
                options.starter(),
                options.heap()));
    lines.add("");
    lines.add(
        "| scenario | program, per second | bare JDK, per second | ratio | p50 · p95 · p99, ms | CPU s per 1,000, program · bare | PostgreSQL's CPU s per 1,000, program · bare |");
    lines.add("| --- | --- | --- | --- | --- | --- | --- |");
    SCENARIOS.stream().filter(ours::containsKey).map(this::row).forEach(lines::add);
    lines.add("");
    if (!wire.isEmpty()) {
      lines.add(
          "Counted with one browser: round trips by a proxy on the wire, WAL syncs by `pg_stat_io`.");
      lines.add("");
      lines.add("| scenario | round trips | WAL syncs | bytes of WAL |");
      lines.add("| --- | --- | --- | --- |");
      lines.addAll(wire);
      lines.add("");
    }
    if (!plainInserts.isEmpty()) {
      facts.add(
          "the bare server's INSERT by plain JDBC, 10 threads: %s per second"
              .formatted(spread(plainInserts.stream().mapToDouble(d -> d).toArray(), 0)));
    }
    firstSeconds();
    facts.forEach(fact -> lines.add("- " + fact));
    return String.join("\n", lines) + "\n";
  }

  private void firstSeconds() {
    List<Figures> warm = ours.get("S1");
    if (first != null && warm != null) {
      double median = median(warm.stream().mapToDouble(Figures::perSecond).toArray());
      facts.add(
          "S1 in the first 10 s after ready: %s per second, %s of the warm rate"
              .formatted(decimal(first.perSecond(), 0), decimal(first.perSecond() / median, 2)));
    }
  }

  private String row(String scenario) {
    List<Figures> mine = ours.getOrDefault(scenario, List.of());
    List<Figures> theirs = bare.getOrDefault(scenario, List.of());
    double[] ratios = new double[Math.min(mine.size(), theirs.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = mine.get(i).perSecond() / theirs.get(i).perSecond();
    }
    return "| %s | %s | %s | %s | %s · %s · %s | %s · %s | %s · %s |"
        .formatted(
            TITLES.get(scenario),
            spread(values(mine, Figures::perSecond), 0),
            spread(values(theirs, Figures::perSecond), 0),
            spread(ratios, 2),
            middle(mine, figures -> figures.millis(0.5), 1),
            middle(mine, figures -> figures.millis(0.95), 1),
            middle(mine, figures -> figures.millis(0.99), 1),
            middle(mine, Figures::programCpuPerThousand, 2),
            middle(theirs, Figures::programCpuPerThousand, 2),
            middle(mine, Figures::databaseCpuPerThousand, 2),
            middle(theirs, Figures::databaseCpuPerThousand, 2));
  }

  private static double[] values(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
    return rounds.stream().mapToDouble(figure).toArray();
  }

  private static String middle(List<Figures> rounds, ToDoubleFunction<Figures> figure, int places) {
    return rounds.isEmpty() ? "–" : decimal(median(values(rounds, figure)), places);
  }

  private static String spread(double[] values, int places) {
    if (values.length == 0) {
      return "–";
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return "%s (%s–%s)"
        .formatted(
            decimal(median(values), places),
            decimal(sorted[0], places),
            decimal(sorted[sorted.length - 1], places));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static String decimal(double value, int places) {
    return String.format(Locale.ROOT, "%,." + places + "f", value);
  }
}
