package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.program.DatabaseProxy.Fault;
import com.cloudaggregator.persistence.TestDatabase;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The connection to the database is cut before each single message of the protocol, in each
 * operation on an account. The answer is the usual one or {@code database_unavailable}; what was
 * acknowledged is stored; a repetition has the usual outcome.
 */
@Order(2)
class CutConnectionIT {
  private static final String ALICE = "alice";
  private static final String BOB = "bob";
  private static final String SUCCESS = "connection=success";
  private static final String OFFER = "#transfer_token=";

  /** More than any of the operations exchanges. */
  private static final int LIMIT = 400;

  /** The limit of 0079, and a margin. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(14);

  private static final Duration WORKS_AGAIN_WITHIN = Duration.ofSeconds(10);

  /** A server that has become writable again. */
  private static final Duration WRITES_AGAIN_WITHIN = Duration.ofSeconds(5);

  private static String database = "";
  private static DatabaseProxy proxy;
  private static Program program;

  @BeforeAll
  static void start() throws Exception {
    TestDatabase.Database database = TestDatabase.migratedDatabase();
    URI direct = URI.create(database.url().substring("jdbc:".length()));
    proxy = new DatabaseProxy(direct.getPort());
    program =
        Program.startOn(
            database,
            _ -> {},
            "spring.datasource.url="
                + database.url().replace(direct.getRawAuthority(), "localhost:" + proxy.port()),
            // The same messages in each run of an operation, on whichever connection.
            "spring.datasource.hikari.data-source-properties.prepareThreshold=0",
            "cloud-aggregator.transfer.max-per-account=1000",
            "cloud-aggregator.transfer.cooldown=0s",
            "cloud-aggregator.limits.live-offers=1000",
            "cloud-aggregator.limits.starts-per-minute=10000");
    program.stopJobs();
    CutConnectionIT.database = database.name();
  }

  @AfterAll
  static void stop() throws IOException {
    program.close();
    proxy.close();
  }

  /** An operation whose preparation is done. */
  private interface Operation {
    /** The answer: the redirect of a callback, or status and body. */
    String answer();

    boolean succeeded(String answer);

    /** Whether the rows say what a successful answer said. */
    boolean isStored();

    /** The answer to the same, asked for again by the same user. */
    default String repeat() {
      return answer();
    }
  }

  private record Callback(
      Browser browser, URI back, String expected, Supplier<Boolean> stored, Supplier<String> again)
      implements Operation {
    @Override
    public String answer() {
      return Browser.location(browser.follow(back));
    }

    @Override
    public boolean succeeded(String answer) {
      return answer.contains(expected);
    }

    @Override
    public boolean isStored() {
      return stored.get();
    }

    @Override
    public String repeat() {
      return again.get();
    }
  }

  private record Post(String user, String path, String body, Supplier<Boolean> stored)
      implements Operation {
    @Override
    public String answer() {
      HttpResponse<String> answer = program.browserOf(user).post(path, body);
      return answer.statusCode() + " " + answer.body();
    }

    @Override
    public boolean succeeded(String answer) {
      return answer.startsWith("200 ");
    }

    @Override
    public boolean isStored() {
      return stored.get();
    }
  }

  private record AfterTheLease(Post vend) implements Operation {
    @Override
    public String answer() {
      return vend.answer();
    }

    @Override
    public boolean succeeded(String answer) {
      return vend.succeeded(answer);
    }

    @Override
    public boolean isStored() {
      return vend.isStored();
    }

    @Override
    public String repeat() {
      program.sql(
          "UPDATE cloud_provider_accounts SET refresh_lease_until = now() - interval '1 second'"
              + " WHERE refresh_lease_until IS NOT NULL");
      return vend.answer();
    }
  }

  private enum Kind {
    CONNECT {
      @Override
      Operation prepare() {
        program.emptyDatabase();
        return flow(ALICE, "mode=connect", SUCCESS, () -> owner().equals("alice|1"));
      }
    },
    RECONNECT {
      @Override
      Operation prepare() {
        ownedBy(ALICE);
        String before = sealed();
        long epoch = epoch();
        return flow(
            ALICE,
            "mode=reconnect&reconnect_account_id=" + account(),
            SUCCESS,
            () -> owner().equals("alice|" + epoch) && !sealed().equals(before));
      }
    },
    CONFLICT {
      @Override
      Operation prepare() {
        ownedBy(ALICE);
        String before = owner();
        return flow(
            BOB,
            "mode=connect",
            OFFER,
            () ->
                owner().equals(before)
                    && program
                            .rows("SELECT 1 FROM ownership_transfer_requests WHERE used_at IS NULL")
                            .size()
                        > 0);
      }
    },
    TRANSFER {
      @Override
      Operation prepare() {
        String requester = owner().startsWith(BOB) ? ALICE : BOB;
        ownedBy(requester.equals(BOB) ? ALICE : BOB);
        String location =
            program.browserOf(requester).connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
        String token = location.substring(location.indexOf(OFFER) + OFFER.length());
        long epoch = epoch();
        return new Post(
            requester,
            "/cloud/transfer-ownership",
            "{\"transfer_token\":\"" + token + "\"}",
            () -> owner().equals(requester + "|" + (epoch + 1)));
      }
    },
    DISCONNECT {
      @Override
      Operation prepare() {
        ownedBy(ALICE);
        long epoch = epoch();
        return new Post(
            ALICE,
            "/cloud/disconnect",
            "{\"account_id\":\"" + account() + "\"}",
            () -> owner().equals("null|" + (epoch + 1)));
      }
    },
    VEND {
      @Override
      Operation prepare() {
        ownedBy(ALICE);
        String before = owner();
        return new Post(
            ALICE, "/me/clouds/" + account() + "/access-token", "", () -> owner().equals(before));
      }
    },
    /** The access token has expired. A cut may leave a lease, whose end is not waited for. */
    REFRESH {
      @Override
      Operation prepare() {
        ownedBy(ALICE);
        String before = owner();
        program.sql(
            "UPDATE cloud_provider_accounts SET access_token_expires_at = now() - interval '1 minute'");
        Post vend =
            new Post(
                ALICE,
                "/me/clouds/" + account() + "/access-token",
                "",
                () ->
                    owner().equals(before)
                        && program
                            .rows("SELECT status FROM cloud_provider_accounts")
                            .contains("connected"));
        return new AfterTheLease(vend);
      }
    };

    abstract Operation prepare();
  }

  private static Operation flow(
      String user, String query, String expected, Supplier<Boolean> stored) {
    Browser browser = program.browserOf(user);
    return new Callback(
        browser,
        callback(browser, query),
        expected,
        stored,
        () -> {
          Browser again = program.browserOf(user);
          return Browser.location(again.follow(callback(again, query)));
        });
  }

  private static URI callback(Browser browser, String query) {
    return browser.consent(browser.start("onedrive", query), DemoAccounts.ANA_ONEDRIVE, "allow");
  }

  private static void ownedBy(String user) {
    program.sql("DELETE FROM ownership_transfer_requests");
    List<String> owner = program.rows("SELECT user_id, status FROM cloud_provider_accounts");
    if (owner.equals(List.of(user + "|connected"))) {
      return;
    }
    program.emptyDatabase();
    assertThat(program.browserOf(user).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains(SUCCESS);
  }

  private static String owner() {
    return String.join(",", program.rows("SELECT user_id, epoch FROM cloud_provider_accounts"));
  }

  private static long epoch() {
    return Long.parseLong(program.rows("SELECT epoch FROM cloud_provider_accounts").getFirst());
  }

  private static String account() {
    return program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
  }

  private static String sealed() {
    return program.rows("SELECT access_token_sealed FROM cloud_provider_accounts").getFirst();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void isAnsweredOrUnavailableAndLosesNothing(Kind kind) {
    List<String> cuts = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    boolean whole = false;
    for (int message = 1; !whole && message <= LIMIT; message++) {
      Operation operation = kind.prepare();
      fillPool();
      proxy.cutBefore(message);
      String answer;
      Optional<String> cut;
      try {
        answer = operation.answer();
      } finally {
        cut = proxy.stop();
      }
      cut.ifPresent(cuts::add);
      whole = cut.isEmpty();
      String at = "cut before message " + message + cut + ": ";
      boolean succeeded = operation.succeeded(answer);
      if (!succeeded && !isUnavailable(kind, answer)) {
        wrong.add(at + answer);
      }
      if (succeeded && !operation.isStored()) {
        wrong.add(at + "acknowledged and not stored: " + owner());
      }
      if (!succeeded) {
        String repeated = operation.repeat();
        if (!operation.succeeded(repeated) || !operation.isStored()) {
          wrong.add(at + "repeated: " + repeated + " with " + owner());
        }
      }
      inconsistencies().forEach(found -> wrong.add(at + found));
    }

    assertThat(wrong).isEmpty();
    assertThat(whole).as("the last operation was not cut").isTrue();
    assertThat(cuts)
        .as("a statement and its end")
        .contains("F:B", "F:E", "F:S", "B:C", "B:Z")
        .hasSizeGreaterThan(8);
  }

  /** A pool that is not full opens connections in the background, whose messages would count. */
  private static void fillPool() {
    HikariDataSource pool = program.bean(HikariDataSource.class);
    List<Connection> connections = new ArrayList<>();
    try {
      try {
        while (connections.size() < pool.getMaximumPoolSize()) {
          connections.add(pool.getConnection());
        }
      } finally {
        for (Connection connection : connections) {
          connection.close();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What happens to the database in the middle of an operation. */
  private enum Failure {
    /** The server ends, and it is started again. */
    REFUSED(Fault.REFUSE),
    /** The network loses everything. */
    SWALLOWED(Fault.SWALLOW),
    /** A switch-over to a standby, which becomes writable later. */
    READ_ONLY(Fault.CUT_ALL),
    /** The server is lost with its open transactions; the next one has what was committed. */
    FAILED_OVER(Fault.CUT_ALL);

    private final Fault fault;

    Failure(Fault fault) {
      this.fault = fault;
    }

    /** Callers wait for a database that does not answer, so it is tried at one message only. */
    private int firstMessage(Kind kind) {
      return isWaitedFor() && kind != Kind.VEND ? 21 : 3;
    }

    private int nextMessage(int message) {
      return isWaitedFor() ? LIMIT + 1 : message + 18;
    }

    private boolean isWaitedFor() {
      return this == REFUSED || this == SWALLOWED;
    }

    private void happen() {
      if (this == FAILED_OVER) {
        superuser(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + database
                + "' AND usename = '"
                + program.runtimeRole()
                + "'");
      }
    }

    private void begin() {
      if (this == READ_ONLY) {
        superuser("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
      }
    }

    private void end() {
      if (this == READ_ONLY) {
        superuser("ALTER DATABASE " + database + " RESET default_transaction_read_only");
      }
    }
  }

  private static void superuser(String sql) {
    try (Connection superuser = TestDatabase.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<Arguments> failures() {
    return Arrays.stream(Failure.values())
        .flatMap(failure -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(failure, kind)));
  }

  /** The pool may still have connections of the last failure, which are replaced one by one. */
  private static Operation prepareOnHealthyPool(Kind kind) {
    program.bean(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    AtomicReference<Operation> prepared = new AtomicReference<>();
    await()
        .atMost(WORKS_AGAIN_WITHIN)
        .ignoreExceptions()
        .untilAsserted(() -> prepared.set(kind.prepare()));
    return prepared.get();
  }

  /** An answer comes in time, and the operation succeeds a moment after the end of the failure. */
  @ParameterizedTest
  @MethodSource("failures")
  void isAnsweredInTimeAndWorksAgainAfter(Failure failure, Kind kind) {
    List<String> wrong = new ArrayList<>();
    Optional<String> struck = Optional.empty();
    boolean once = false;
    for (int message = failure.firstMessage(kind);
        message <= LIMIT;
        message = failure.nextMessage(message)) {
      Operation operation = prepareOnHealthyPool(kind);
      Instant begun;
      String answer;
      failure.begin();
      try {
        proxy.failBefore(message, failure.fault, failure::happen);
        begun = Instant.now();
        answer = operation.answer();
      } finally {
        struck = proxy.stop();
        failure.end();
      }
      Duration taken = Duration.between(begun, Instant.now());
      once |= struck.isPresent();
      String at = failure + " before message " + message + struck + ": ";
      boolean succeeded = operation.succeeded(answer);
      if (!succeeded && !isUnavailable(kind, answer)) {
        wrong.add(at + answer);
      }
      if (taken.compareTo(ANSWERED_WITHIN) > 0) {
        wrong.add(at + "answered after " + taken);
      }
      if (succeeded && !operation.isStored()) {
        wrong.add(at + "acknowledged and not stored: " + owner());
      }
      await(at)
          .atMost(failure == Failure.READ_ONLY ? WRITES_AGAIN_WITHIN : WORKS_AGAIN_WITHIN)
          .ignoreExceptions()
          .until(() -> operation.succeeded(operation.repeat()) && operation.isStored());
      inconsistencies().forEach(found -> wrong.add(at + found));
      if (struck.isEmpty()) {
        break;
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(once).isTrue();
  }

  /** A conflict whose owner cannot be looked up has a code of its own. */
  private static boolean isUnavailable(Kind kind, String answer) {
    return answer.startsWith("503 ")
        ? answer.contains("\"code\":\"database_unavailable\"")
        : answer.contains("error=database_unavailable")
            || (kind == Kind.CONFLICT && answer.contains("error=database_query_failed"));
  }

  /** Gaps in the epochs, rows behind their history, and changes of owner without an event. */
  private static List<String> inconsistencies() {
    return program.rows(
        """
        SELECT 'gap', account_id::text FROM account_ownership_history
          GROUP BY account_id HAVING count(*) <> max(epoch)
        UNION ALL
        SELECT 'behind', id::text FROM cloud_provider_accounts a WHERE epoch <>
          (SELECT max(epoch) FROM account_ownership_history h WHERE h.account_id = a.id)
        UNION ALL
        SELECT 'no event', account_id || ' ' || epoch FROM account_ownership_history h WHERE NOT EXISTS
          (SELECT FROM outbox o WHERE o.account_id = h.account_id AND o.epoch = h.epoch)
        """);
  }
}
