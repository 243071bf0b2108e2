package com.cloudaggregator.bootstrap.program;

import com.cloudaggregator.persistence.SwallowingProxy;
import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plans of all statements that the program executes, also inside functions. PostgreSQL sends
 * each one with the answer: {@code auto_explain} reports plans as notices, which a proxy reads (<a
 * href="https://www.postgresql.org/docs/18/auto-explain.html">PostgreSQL, "auto_explain"</a>). So a
 * new statement is covered as soon as something executes it.
 */
final class Plans implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The limit of the operators' counts; tables of a test have more rows. */
  private static final int MOST_READ = 10_000;

  /** What one user has: accounts, sessions, notices. */
  private static final int MOST_SORTED = 100;

  private final SwallowingProxy proxy;
  private final String url;
  private final ConcurrentMap<String, Queue<JsonNode>> plans = new ConcurrentHashMap<>();

  /**
   * @param database on which the program is not started yet
   */
  Plans(TestDatabase.Database database) throws IOException {
    Rows rows = Rows.of(database);
    String role = "ALTER ROLE " + database.appUser() + " IN DATABASE " + database.name() + " SET ";
    rows.execute(role + "session_preload_libraries = 'auto_explain'");
    for (String setting :
        List.of(
            "log_min_duration = 0",
            "log_analyze = on",
            "log_timing = off",
            "log_nested_statements = on",
            "log_level = notice",
            "log_format = json")) {
      rows.execute("LOAD 'auto_explain'; " + role + "auto_explain." + setting);
    }
    URI direct = URI.create(database.url().substring("jdbc:".length()));
    proxy = new SwallowingProxy(direct.getPort(), OutputStream::nullOutputStream, Answers::new);
    url = database.url().replace(direct.getRawAuthority(), "localhost:" + proxy.port());
  }

  /** Where the program must connect. */
  String url() {
    return url;
  }

  void forget() {
    plans.clear();
  }

  /** The statements whose plans were seen. */
  Set<String> statements() {
    return plans.keySet();
  }

  /**
   * What is wrong with the plans, by statement: one of its steps has read more rows of a large
   * table than an answer can need, or has sorted more than a user's own few.
   *
   * @param large the tables that have many rows
   */
  TreeMap<String, List<String>> offences(Set<String> large) {
    TreeMap<String, List<String>> offences = new TreeMap<>();
    plans.forEach(
        (statement, executions) -> {
          List<String> found =
              executions.stream()
                  .flatMap(Plans::nodes)
                  .flatMap(node -> offence(node, large))
                  .toList();
          if (!found.isEmpty()) {
            offences.put(statement, found);
          }
        });
    return offences;
  }

  private static Stream<String> offence(JsonNode node, Set<String> large) {
    String type = node.path("Node Type").asString("");
    String table = node.path("Relation Name").asString("");
    if (type.contains("Sort")) {
      double sorted = node.path("Plans").path(0).path("Actual Rows").asDouble(0);
      return sorted > MOST_SORTED
          ? Stream.of("%s of %.0f rows by %s".formatted(type, sorted, node.path("Sort Key")))
          : Stream.empty();
    }
    double read =
        node.path("Actual Rows").asDouble(0)
            + node.path("Rows Removed by Filter").asDouble(0)
            + node.path("Rows Removed by Index Recheck").asDouble(0);
    double loops = node.path("Actual Loops").asDouble(1);
    return large.contains(table) && (read > MOST_READ || loops > MOST_READ)
        ? Stream.of("%s reads %.0f rows of %s, %.0f times".formatted(type, read, table, loops))
        : Stream.empty();
  }

  private static Stream<JsonNode> nodes(JsonNode plan) {
    return Stream.concat(Stream.of(plan), plan.path("Plans").valueStream().flatMap(Plans::nodes));
  }

  private void add(String notice) {
    int at = notice.indexOf('{');
    if (notice.startsWith("duration: ") && at > 0) {
      JsonNode entry = JSON.readTree(notice.substring(at));
      String statement = entry.path("Query Text").asString().replaceAll("\\s+", " ").trim();
      plans.computeIfAbsent(statement, _ -> new ConcurrentLinkedQueue<>()).add(entry.path("Plan"));
    }
  }

  @Override
  public void close() throws IOException {
    proxy.close();
  }

  /** Reads what the server sends on one connection. */
  private final class Answers extends OutputStream {
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private boolean begun;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      boolean answersEncryptionRequest = !begun && length == 1;
      begun = true;
      if (answersEncryptionRequest) {
        return;
      }
      unread =
          ByteBuffer.allocate(unread.remaining() + length)
              .put(unread)
              .put(bytes, offset, length)
              .flip();
      while (unread.remaining() > Integer.BYTES
          && unread.remaining() > unread.getInt(unread.position() + 1)) {
        char type = (char) unread.get();
        byte[] message = new byte[unread.getInt() - Integer.BYTES];
        unread.get(message);
        if (type == 'N') {
          field(new String(message, StandardCharsets.UTF_8));
        }
      }
    }

    /** The primary message of a NoticeResponse: the field of type M. */
    private void field(String fields) {
      List<String> messages = new ArrayList<>();
      for (String field : fields.split("\0")) {
        if (field.startsWith("M")) {
          messages.add(field.substring(1));
        }
      }
      messages.forEach(Plans.this::add);
    }
  }
}
