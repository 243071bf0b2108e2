package com.cloudaggregator.bench.report;

import static com.cloudaggregator.bench.report.Numbers.decimal;
import static com.cloudaggregator.bench.report.Numbers.latencies;
import static com.cloudaggregator.bench.report.Numbers.median;
import static com.cloudaggregator.bench.report.Numbers.middle;
import static com.cloudaggregator.bench.report.Numbers.ratio;
import static com.cloudaggregator.bench.report.Numbers.spread;

import com.cloudaggregator.bench.driver.Figures;
import com.cloudaggregator.bench.driver.Race;
import com.cloudaggregator.bench.environment.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The figures of a run, and their Markdown. */
public final class Report {
  private static final Map<String, String> TITLES =
      Map.of(
          "S1", "S1 fresh connect",
          "S2", "S2 the owner connects again",
          "S3", "S3 conflict with offer",
          "S3t", "S3t connect, conflict and transfer",
          "S6", "S6 access token without refresh",
          "S7", "S7 `GET /me/cloud-status`");

  private final Path file;
  private final String conditions;
  private final Series ours = new Series();
  private final Series bare = new Series();
  private final Series filled = new Series();
  private final Series unfilled = new Series();

  /** For each scenario the rounds of each number of nodes. */
  private final Map<String, Series> nodes = new LinkedHashMap<>();

  private final Map<String, String> sizes = new LinkedHashMap<>();
  private final List<Double> plainInserts = new ArrayList<>();
  private final List<String> wire = new ArrayList<>();
  private final List<String> facts = new ArrayList<>();
  private @Nullable Figures first;

  /**
   * @param conditions of the run, a sentence
   */
  public Report(Path file, String conditions) {
    this.file = file;
    this.conditions = conditions;
  }

  public void started(String program, String yardstick) {
    fact("start to ready: program %s s, bare JDK %s s".formatted(program, yardstick));
  }

  public void first(Figures figures) {
    first = figures;
  }

  public void add(String target, String scenario, Figures figures) {
    (target.equals(Launcher.BARE) ? bare : ours).add(scenario, figures);
  }

  public void plainInserts(double perSecond) {
    plainInserts.add(perSecond);
  }

  public void resident(long program, long yardstick) {
    fact("resident after the rounds: program %d MB, bare JDK %d MB".formatted(program, yardstick));
  }

  public void race(String title, int users, Race.Result result) {
    fact(
        "%s, %d users and %2$d accounts: owned twice %d · server errors %d · losers without a usable offer %d (meanwhile %d transferred, %d disconnected)"
            .formatted(
                title,
                users,
                result.ownedTwice(),
                result.serverErrors(),
                result.withoutOffer(),
                result.transferred(),
                result.disconnected()));
  }

  /** S5: a round on the database with this number of accounts more, and one on the other. */
  public void grown(long accounts, Figures onFilled, Figures onUnfilled) {
    filled.add(String.valueOf(accounts), onFilled);
    unfilled.add(String.valueOf(accounts), onUnfilled);
  }

  public void filled(long accounts, double seconds) {
    fact(String.format(Locale.ROOT, "filled up to %,d accounts in %.0f s", accounts, seconds));
  }

  public void size(long accounts, long rows, long table, long indexes) {
    sizes.put(
        String.valueOf(accounts),
        String.format(Locale.ROOT, "%,d · %d · %d", rows, table / rows, indexes / rows));
  }

  /**
   * @param count of nodes
   */
  public void behindProxy(String count, String scenario, Figures figures) {
    nodes.computeIfAbsent(scenario, _ -> new Series()).add(count, figures);
  }

  /** Per operation. */
  public void wire(String scenario, double trips, double syncs, double walBytes) {
    wire.add(wireRow(String.valueOf(TITLES.get(scenario)), trips, syncs, walBytes));
  }

  /** Per second. */
  public void idle(double trips, double syncs, double walBytes) {
    wire.add(wireRow("jobs of an idle program, per second", trips, syncs, walBytes));
  }

  public void fact(String fact) {
    facts.add(fact);
  }

  private static String wireRow(String what, double trips, double syncs, double walBytes) {
    return "| %s | %s | %s | %s |"
        .formatted(what, decimal(trips, 1), decimal(syncs, 1), decimal(walBytes, 0));
  }

  /** What is known so far, so that a run that is ended early leaves something. */
  public void save() throws IOException {
    Files.writeString(file, text());
  }

  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# Benchmark of " + LocalDate.now());
    lines.add("");
    lines.add(conditions + " Median, and range in parentheses.");
    table(
        lines,
        "| scenario | program, per second | bare JDK, per second | ratio | p50 · p95 · p99, ms | CPU s per 1,000, program · bare | PostgreSQL's CPU s per 1,000, program · bare |",
        ours.rows().stream().map(this::scenario).toList());
    table(
        lines,
        "| S5: accounts more in the table | S1 per second | S1 per second on a database without them | ratio | p50 · p95 · p99, ms | CPU s per 1,000, with · without | PostgreSQL's CPU s per 1,000, with · without | rows · bytes of table · of indexes for each |",
        filled.rows().stream().map(this::growth).toList());
    table(
        lines,
        "| scenario | nodes | per second | ÷ the first row | p50 · p95 · p99, ms | CPU s per 1,000 of all nodes | PostgreSQL's CPU s per 1,000 |",
        nodes.keySet().stream().flatMap(scenario -> nodes(scenario).stream()).toList());
    if (!wire.isEmpty()) {
      lines.add("");
      lines.add(
          "Counted with one browser: round trips by a proxy on the wire, WAL syncs by `pg_stat_io`.");
    }
    table(lines, "| scenario | round trips | WAL syncs | bytes of WAL |", wire);
    List<String> all = new ArrayList<>(facts);
    if (!plainInserts.isEmpty()) {
      all.add(
          "the bare server's INSERT by plain JDBC, 10 threads: %s per second"
              .formatted(spread(plainInserts.stream().mapToDouble(d -> d).toArray(), 0)));
    }
    firstSeconds().ifPresent(all::add);
    lines.add("");
    all.forEach(fact -> lines.add("- " + fact));
    return String.join("\n", lines) + "\n";
  }

  private static void table(List<String> lines, String header, List<String> rows) {
    if (!rows.isEmpty()) {
      lines.add("");
      lines.add(header);
      lines.add(header.replaceAll("[^|]+", " --- "));
      lines.addAll(rows);
    }
  }

  private Optional<String> firstSeconds() {
    List<Figures> warm = ours.of("S1");
    if (first == null || warm.isEmpty()) {
      return Optional.empty();
    }
    double ratio = first.perSecond() / median(Numbers.of(warm, Figures::perSecond));
    return Optional.of(
        "S1 in the first 10 s after ready: %s per second, %s of the warm rate"
            .formatted(decimal(first.perSecond(), 0), decimal(ratio, 2)));
  }

  private String scenario(String scenario) {
    return "| %s | %s |"
        .formatted(TITLES.get(scenario), pair(ours.of(scenario), bare.of(scenario)));
  }

  private String growth(String accounts) {
    return String.format(
        Locale.ROOT,
        "| %,d | %s | %s |",
        Long.parseLong(accounts),
        pair(filled.of(accounts), unfilled.of(accounts)),
        sizes.get(accounts));
  }

  private static String pair(List<Figures> ones, List<Figures> others) {
    return "%s | %s | %s | %s | %s · %s | %s · %s"
        .formatted(
            spread(Numbers.of(ones, Figures::perSecond), 0),
            spread(Numbers.of(others, Figures::perSecond), 0),
            ratio(ones, others),
            latencies(ones),
            middle(ones, Figures::programCpuPerThousand, 2),
            middle(others, Figures::programCpuPerThousand, 2),
            middle(ones, Figures::databaseCpuPerThousand, 2),
            middle(others, Figures::databaseCpuPerThousand, 2));
  }

  private List<String> nodes(String scenario) {
    Series counts = nodes.getOrDefault(scenario, new Series());
    List<Figures> base = counts.of(counts.rows().iterator().next());
    return counts.rows().stream()
        .map(
            count -> {
              List<Figures> rounds = counts.of(count);
              return "| %s | %s | %s | %s | %s | %s | %s |"
                  .formatted(
                      TITLES.get(scenario),
                      count,
                      spread(Numbers.of(rounds, Figures::perSecond), 0),
                      ratio(rounds, base),
                      latencies(rounds),
                      middle(rounds, Figures::programCpuPerThousand, 2),
                      middle(rounds, Figures::databaseCpuPerThousand, 2));
            })
        .toList();
  }
}
