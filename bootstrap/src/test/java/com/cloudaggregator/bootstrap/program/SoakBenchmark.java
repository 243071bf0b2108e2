package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.benchmark.Node;
import com.cloudaggregator.persistence.TestDatabase;
import com.sun.management.UnixOperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Runs the program over simulated days and shows that nothing grows: heap after a collection,
 * threads, file descriptors, database connections, and the rows of each table but the append-only
 * history. {@code deploy/soak} runs it and prints {@code bootstrap/target/soak.md}.
 *
 * <p>Each day, users connect, reconnect, meet a conflict, transfer, read access tokens and storage,
 * and disconnect, while all jobs run. At the end of a day the program's {@link Clock} and the
 * database's {@code now()} move forward by a day. During the warm-up the vault key is rotated.
 */
class SoakBenchmark {
  private static final int DAYS = Integer.getInteger("soak.days", 30);
  private static final int STORIES = Integer.getInteger("soak.stories", 20);

  /** The first days fill caches, pools and the tables up to their retention. */
  private static final int WARM_UP = 8;

  /** On this day the program is restarted with a new vault key; figures are compared after it. */
  private static final int ROTATION = 4;

  /** So many days are compared with as many. */
  private static final int SAMPLE = 5;

  private static final double TOLERANCE = 0.15;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration TOKEN_LIFE = Duration.ofDays(2L * DAYS);
  private static final Path REPORT = Path.of("target", "soak.md");

  /** Kept by design for longer than the simulated days. */
  private static final Map<String, String> KEPT =
      Map.of(
          "account_ownership_history", "for good",
          "cloud_transfer_events", "as long as the user",
          "account_access_events", "365 days",
          "grant_revocations", "30 days");

  private static final Pattern ID =
      Pattern.compile("\"id\":\"([0-9a-f-]{36})\",\"provider\":\"onedrive\"");
  private static final String OFFER = "#transfer_token=";

  /** The schema's own now() takes the place of PostgreSQL's in every statement and default. */
  private static final String OWN_NOW_FIRST =
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog',"
          + " current_database()); END $$";

  private static final String OWN_NOW =
      "CREATE OR REPLACE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE"
          + " AS $$ SELECT pg_catalog.now() + interval '%d days' $$";

  private static final String SUCCESSES = "SELECT task_name, last_success FROM scheduled_tasks";

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  @Test
  void nothingGrowsOverDays() throws IOException {
    assertThat(DAYS).isGreaterThanOrEqualTo(WARM_UP + 2 * SAMPLE);
    List<Map<String, Long>> days = new ArrayList<>();
    TestDatabase.Database database = TestDatabase.migratedDatabase();
    Rows.of(database).execute(OWN_NOW_FIRST);
    Rows.of(database).execute(OWN_NOW.formatted(0));
    try (Program program =
        Program.startOn(
            database,
            this::moveTheClock,
            "cloud-aggregator.keys.vault=" + Node.setting("k1"),
            "cloud-aggregator.revocation.delay=1s",
            "cloud-aggregator.access-token.refresh-ahead=10m",
            "cloud-aggregator.transfer.max-per-account=1000",
            "cloud-aggregator.limits.access-tokens-per-minute=100000",
            "cloud-aggregator.webhook.retention=7d",
            "cloud-aggregator.service-calls.retention=7d",
            "cloud-aggregator.verification.retention=7d")) {
      for (int day = 1; day <= DAYS; day++) {
        if (day == ROTATION) {
          program.restart(
              "cloud-aggregator.keys.vault=" + Node.setting("k2") + "," + Node.setting("k1"));
        }
        for (int story = 0; story < STORIES; story++) {
          play(program, "user-" + story, "user-" + (story + 1));
        }
        nightfall(program);
        days.add(figures(program));
      }
    }

    List<String> report = report(days);
    Files.write(REPORT, report);
    assertThat(growth(days)).as(String.join("\n", report)).isEmpty();
  }

  private void moveTheClock(GenericApplicationContext context) {
    context.registerBean(
        "soakClock",
        Clock.class,
        () -> new MovedClock(ahead),
        definition -> definition.setPrimary(true));
  }

  private static void play(Program program, String owner, String other) {
    Browser first = new Browser(program.base(), Program.bearer(owner, TOKEN_LIFE));
    Browser second = new Browser(program.base(), Program.bearer(other, TOKEN_LIFE));
    assertThat(first.connect("onedrive", DemoAccounts.ANA_ONEDRIVE)).contains("success");
    assertThat(first.connect("onedrive", DemoAccounts.ANA_ONEDRIVE)).contains("success");
    String offer = second.connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    assertThat(offer).contains(OFFER);
    String token = offer.substring(offer.indexOf(OFFER) + OFFER.length());
    assertThat(
            second
                .post("/cloud/transfer-ownership", "{\"transfer_token\":\"" + token + "\"}")
                .statusCode())
        .isEqualTo(200);
    Matcher account = ID.matcher(second.get("/me/cloud-status").body());
    assertThat(account.find()).isTrue();
    String id = account.group(1);
    assertThat(second.send("POST", "/me/clouds/" + id + "/access-token", null, "").statusCode())
        .isEqualTo(200);
    assertThat(second.get("/cloud/storage-summary").statusCode()).isEqualTo(200);
    assertThat(program.browser().get("/login").statusCode()).isEqualTo(200);
    assertThat(second.post("/cloud/disconnect", "{\"account_id\":\"" + id + "\"}").statusCode())
        .isEqualTo(200);
  }

  /** A day passes, and every job has run after it. */
  private void nightfall(Program program) {
    program.sql(OWN_NOW.formatted(ahead.updateAndGet(passed -> passed.plusDays(1)).toDays()));
    List<String> before = program.rows(SUCCESSES);
    await()
        .atMost(PATIENCE)
        .until(() -> program.rows(SUCCESSES).stream().noneMatch(before::contains));
  }

  private static Map<String, Long> figures(Program program) {
    Map<String, Long> figures = new LinkedHashMap<>();
    System.gc();
    figures.put(
        "heap KB after a collection",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024);
    figures.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      figures.put("file descriptors", system.getOpenFileDescriptorCount());
    }
    figures.put(
        "database connections",
        (long) program.bean(HikariDataSource.class).getHikariPoolMXBean().getTotalConnections());
    for (String table :
        program.rows(
            "SELECT table_name FROM information_schema.tables"
                + " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
                + " AND table_name NOT LIKE 'databasechange%' ORDER BY table_name")) {
      figures.put(
          "rows of " + table,
          Long.parseLong(program.rows("SELECT count(*) FROM " + table).getFirst()));
    }
    return figures;
  }

  /** Compares the mean of the days after the warm-up with that of as many days at the end. */
  private static List<String> growth(List<Map<String, Long>> days) {
    List<String> grown = new ArrayList<>();
    for (String figure : names(days)) {
      double early = mean(days.subList(WARM_UP, WARM_UP + SAMPLE), figure);
      double late = mean(days.subList(days.size() - SAMPLE, days.size()), figure);
      // A handful more is noise where the figure itself is small.
      if (late > early * (1 + TOLERANCE) + 10
          && KEPT.keySet().stream().noneMatch(table -> figure.equals("rows of " + table))) {
        grown.add("%s: from %.0f to %.0f".formatted(figure, early, late));
      }
    }
    return grown;
  }

  private static List<String> report(List<Map<String, Long>> days) {
    List<String> lines = new ArrayList<>();
    lines.add("| figure | days 9 to 13 | last 5 days | highest |");
    lines.add("| --- | --- | --- | --- |");
    for (String figure : names(days)) {
      lines.add(
          "| %s | %.0f | %.0f | %d |"
              .formatted(
                  figure,
                  mean(days.subList(WARM_UP, WARM_UP + SAMPLE), figure),
                  mean(days.subList(days.size() - SAMPLE, days.size()), figure),
                  days.stream().mapToLong(day -> day.getOrDefault(figure, 0L)).max().orElse(0)));
    }
    lines.add("");
    lines.add("%d days with %d stories each.".formatted(days.size(), STORIES));
    KEPT.forEach((table, time) -> lines.add("Rows of %s are kept %s.".formatted(table, time)));
    return lines;
  }

  private static Set<String> names(List<Map<String, Long>> days) {
    Set<String> names = new TreeSet<>();
    days.forEach(day -> names.addAll(day.keySet()));
    return names;
  }

  private static double mean(List<Map<String, Long>> days, String figure) {
    return days.stream().mapToLong(day -> day.getOrDefault(figure, 0L)).average().orElse(0);
  }

  /** The machine's clock, as far ahead as the days that have been simulated. */
  private static final class MovedClock extends Clock {
    private final InstantSource machine = InstantSource.system();
    private final AtomicReference<Duration> ahead;

    MovedClock(AtomicReference<Duration> ahead) {
      this.ahead = ahead;
    }

    @Override
    public Instant instant() {
      return machine.instant().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
