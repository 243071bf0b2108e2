package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.bootstrap.benchmark.Node;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.TestDatabase;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A key rotation over many rows with the packaged program: it is started with a new active key,
 * killed by SIGKILL during the re-encryption and started again. Meanwhile one user connects and
 * disconnects, and others request access tokens of the rows that are re-encrypted. Any refused
 * request while the program runs is a failure.
 */
final class Rotation {
  private static final int OWNERS = 10;
  private static final int BATCH = 500;
  private static final int FILLED = 2000;
  private static final Pattern ID =
      Pattern.compile("\"id\":\"([0-9a-f-]{36})\",\"provider\":\"dropbox\"");
  private static final String LEFT =
      """
      SELECT (SELECT count(*) FROM cloud_provider_accounts WHERE access_token_key_id = 'k1')
        + (SELECT count(*) FROM cloud_provider_accounts WHERE refresh_token_key_id = 'k1')
        + (SELECT count(*) FROM ownership_transfer_requests
            WHERE access_token_key_id = 'k1' OR refresh_token_key_id = 'k1')
        + (SELECT count(*) FROM grant_revocations WHERE token_key_id = 'k1')
      """;

  private final int rows;
  private final Path logs;
  private final Duration patience;
  private final TestDatabase.Database database;
  private final int port = Program.freePort();

  /** Incremented when the program stops and when it starts, so odd while it is down. */
  private final AtomicLong outages = new AtomicLong();

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger connects = new AtomicInteger();
  private final AtomicInteger cutOff = new AtomicInteger();
  private final Set<String> failures = ConcurrentHashMap.newKeySet();

  /**
   * @param patience the longest time for the re-encryption and for the verification
   */
  Rotation(int rows, Path logs, Duration patience, TestDatabase.Database database) {
    this.rows = rows;
    this.logs = logs;
    this.patience = patience;
    this.database = database;
  }

  /**
   * The results.
   *
   * @param perSecond rows re-encrypted per second by both processes together
   * @param plainPerSecond rows per second of a plain UPDATE of the same columns afterwards
   * @param movedBeforeTheKill the minimum number of rows re-encrypted before the kill
   * @param cutOff requests that failed because of the kill or while the program was down
   * @param waits how often a job was postponed because the database refused a statement
   */
  record Figures(
      double perSecond,
      double plainPerSecond,
      Duration moving,
      Duration verifying,
      long movedBeforeTheKill,
      int connects,
      int reads,
      int cutOff,
      long waits) {

    String ratio() {
      return String.format(Locale.ROOT, "%.2f", perSecond / plainPerSecond);
    }
  }

  Figures run() throws SQLException, InterruptedException {
    try (Node node = Node.start(database, "k1")) {
      fill(node.the(Vault.class));
    }
    long waits = 0;
    long moving;
    long moved;
    StartedProgram program = start("rotation-1.log");
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      try {
        List<Future<?>> work = List.of(threads.submit(this::connect), threads.submit(this::read));
        moving = moving(0, rows / 2);
        outages.incrementAndGet();
        program.kill();
        moved = moved();
        waits += waits(program);
        assertThat(moved).as("moved when it was killed").isBetween(rows / 2L, rows - 1L);

        program = start("rotation-2.log");
        outages.incrementAndGet();
        int first = (int) moved;
        moving += moving(first, rows - 1);
        StartedProgram again = program;
        await()
            .atMost(patience)
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> report(again).get("left").asLong() == 0);

        assertThat(program.rows(LEFT)).containsExactly("0");
        assertThat(key(report(program), "k1").get("verdict").asString()).isEqualTo("removable");
        long verifying = verify(program);
        over.set(true);
        for (Future<?> each : work) {
          assertThat(each).succeedsWithin(Duration.ofSeconds(30));
        }
        waits += waits(program);
        assertThat(failures).isEmpty();
        assertThat(connects).hasPositiveValue();
        assertThat(reads).hasPositiveValue();
        return new Figures(
            (rows / 2 + rows - moved) / (moving / 1e9),
            plainUpdate(),
            Duration.ofNanos(moving),
            Duration.ofNanos(verifying),
            moved,
            connects.get(),
            reads.get(),
            cutOff.get(),
            waits);
      } finally {
        over.set(true);
      }
    } finally {
      program.close();
    }
  }

  private StartedProgram start(String log) {
    return StartedProgram.startOn(
        database,
        port,
        logs.resolve(log),
        "cloud-aggregator.keys.vault=" + Node.setting("k2") + "," + Node.setting("k1"),
        "cloud-aggregator.limits.access-tokens-per-minute=1000000",
        "cloud-aggregator.limits.starts-per-minute=10000",
        "cloud-aggregator.revocation.delay=1s",
        "cloud-aggregator.jobs.takeover=5s");
  }

  /**
   * Sends a request. A failure while the program is down, or because it was killed, does not count.
   */
  private <T> T ask(String what, Supplier<T> question, T otherwise) {
    long before = outages.get();
    try {
      return question.get();
    } catch (UncheckedIOException | IllegalStateException failed) {
      if (before % 2 == 0 && outages.get() == before) {
        failures.add(what + ": " + failed.getMessage());
      } else {
        cutOff.incrementAndGet();
        await().atMost(patience).until(() -> outages.get() % 2 == 0 || over.get());
      }
      return otherwise;
    }
  }

  /** Connects and disconnects an account repeatedly. */
  private void connect() {
    Browser dora = new Browser(base(), Program.bearer("dora", Duration.ofHours(12)));
    while (!over.get()) {
      String location = ask("connect", () -> dora.connect("dropbox", DemoAccounts.ANA_DROPBOX), "");
      if (location.contains("connection=success")) {
        connects.incrementAndGet();
      } else if (!location.isEmpty()) {
        failures.add("connect: " + location);
      }
      Matcher account = ID.matcher(ask("status", () -> good(dora.get("/me/cloud-status")), ""));
      if (account.find()) {
        ask(
            "disconnect",
            () ->
                good(
                    dora.post(
                        "/cloud/disconnect", "{\"account_id\":\"" + account.group(1) + "\"}")),
            "");
      }
    }
  }

  /** Requests tokens of rows across the whole table, in large steps. */
  private void read() {
    List<Browser> owners =
        IntStream.range(0, OWNERS)
            .mapToObj(
                n -> new Browser(base(), Program.bearer(owner(n).value(), Duration.ofHours(12))))
            .toList();
    for (int n = 0; !over.get(); n = (n + 7919) % rows) {
      int row = n;
      String answer =
          ask(
              "access token of row " + row,
              () ->
                  good(
                      owners
                          .get(row % OWNERS)
                          .send("POST", "/me/clouds/" + id(row) + "/access-token", null, "")),
              "");
      if (answer.contains("\"" + token(row) + "\"")) {
        reads.incrementAndGet();
      } else if (!answer.isEmpty()) {
        failures.add("row " + row + " has another token");
      }
    }
  }

  private static String good(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private URI base() {
    return URI.create("http://localhost:" + port);
  }

  private JsonNode report(StartedProgram program) {
    return JsonMapper.builder()
        .build()
        .readTree(good(program.browserOfOperator().get("/ops/keys")));
  }

  private static JsonNode key(JsonNode report, String id) {
    for (JsonNode key : report.get("rings").get(0).get("keys")) {
      if (key.get("id").asString().equals(id)) {
        return key;
      }
    }
    throw new AssertionError("No key " + id + " in " + report);
  }

  /** Verifies that every secret was checked and opens. */
  private long verify(StartedProgram program) {
    long from = System.nanoTime();
    good(program.browserOfOperator().post("/ops/keys/verification", ""));
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> report(program).get("verification").get("ended").asBoolean());
    for (JsonNode tally : report(program).get("verification").get("keys")) {
      assertThat(tally.get("unreadable").asLong()).as(tally.toString()).isZero();
      assertThat(tally.get("key").asString()).isEqualTo("k2");
      assertThat(tally.get("good").asLong()).isGreaterThanOrEqualTo(2L * rows);
    }
    return System.nanoTime() - from;
  }

  /** The number of log lines "Job … could not use the database". */
  private static long waits(StartedProgram program) {
    return program.lines().stream()
        .filter(line -> line.contains("could not use the database"))
        .count();
  }

  /**
   * The time from the first to the last of these rows, which are re-encrypted in the order of their
   * ids.
   */
  private long moving(int first, int last) {
    Duration often = Duration.ofMillis(200);
    await().atMost(patience).pollInterval(often).until(() -> keyOf(first).equals("k2"));
    long from = System.nanoTime();
    await().atMost(patience).pollInterval(often).until(() -> keyOf(last).equals("k2"));
    return System.nanoTime() - from;
  }

  private String keyOf(int row) {
    return Rows.of(database)
        .query(
            "SELECT access_token_key_id FROM cloud_provider_accounts WHERE id = '" + id(row) + "'")
        .getFirst();
  }

  private long moved() {
    return Long.parseLong(
        Rows.of(database)
            .query(
                "SELECT count(*) FROM cloud_provider_accounts"
                    + " WHERE access_token_key_id = 'k2' AND provider = 'onedrive'")
            .getFirst());
  }

  private static UUID id(int n) {
    return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | n);
  }

  private static UserId owner(int n) {
    return new UserId("user-" + n % OWNERS);
  }

  /** A token as long as a provider's, different for each row. */
  private static String token(int n) {
    return "token-of-row-" + n + "-" + "t".repeat(280);
  }

  private void fill(Vault vault) throws SQLException {
    try (Connection admin = database.adminConnection();
        PreparedStatement insert =
            admin.prepareStatement(
                """
            INSERT INTO cloud_provider_accounts (id, provider, provider_account_id, user_id, epoch, status, label,
              access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes)
            SELECT n.id, 'onedrive', n.subject, n.owner, 1, 'connected', 'a@example.com', n.access,
              now() + interval '12 hours', n.refresh, 'Files.Read'
            FROM unnest(CAST(? AS uuid[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS bytea[]), CAST(? AS bytea[]))
              AS n (id, subject, owner, access, refresh)
            """)) {
      for (int first = 0; first < rows; first += FILLED) {
        List<Integer> each =
            IntStream.range(first, Math.min(rows, first + FILLED)).boxed().toList();
        insert.setArray(1, admin.createArrayOf("uuid", each.stream().map(Rotation::id).toArray()));
        insert.setArray(
            2, admin.createArrayOf("text", each.stream().map(Rotation::subject).toArray()));
        insert.setArray(
            3, admin.createArrayOf("text", each.stream().map(n -> owner(n).value()).toArray()));
        insert.setArray(
            4,
            admin.createArrayOf(
                "bytea",
                each.stream()
                    .map(n -> sealed(vault, n, Purpose.ACCESS_TOKEN))
                    .toArray(byte[][]::new)));
        insert.setArray(
            5,
            admin.createArrayOf(
                "bytea",
                each.stream()
                    .map(n -> sealed(vault, n, Purpose.REFRESH_TOKEN))
                    .toArray(byte[][]::new)));
        insert.executeUpdate();
      }
    }
    Rows.of(database).execute("VACUUM ANALYZE cloud_provider_accounts");
  }

  private static byte[] sealed(Vault vault, int n, Purpose purpose) {
    ProviderAccountId account = ProviderAccountId.of("onedrive", subject(n));
    return vault
        .seal(new Secret(token(n)), new Place(purpose, id(n), account, owner(n), Epoch.FIRST))
        .bytes();
  }

  private static String subject(int n) {
    return "row" + n;
  }

  /**
   * Updates a tenth of the rows: both sealed values and their key ids change, as in a
   * re-encryption.
   */
  private double plainUpdate() throws SQLException {
    int updated = Math.max(BATCH, rows / 10 / BATCH * BATCH);
    try (Connection admin = database.adminConnection();
        PreparedStatement update =
            admin.prepareStatement(
                """
            UPDATE cloud_provider_accounts SET
              access_token_sealed = CAST('v1.k3.' AS bytea) || substring(access_token_sealed FROM 7),
              refresh_token_sealed = CAST('v1.k3.' AS bytea) || substring(refresh_token_sealed FROM 7)
            WHERE id = ANY (?)
            """)) {
      long from = System.nanoTime();
      for (int n = 0; n < updated; n += BATCH) {
        update.setArray(
            1,
            admin.createArrayOf(
                "uuid", IntStream.range(n, n + BATCH).mapToObj(Rotation::id).toArray()));
        update.executeUpdate();
      }
      return updated / ((System.nanoTime() - from) / 1e9);
    }
  }
}
