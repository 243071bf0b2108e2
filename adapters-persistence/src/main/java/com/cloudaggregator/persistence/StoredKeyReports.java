package com.cloudaggregator.persistence;

import static java.util.Objects.requireNonNull;

import com.cloudaggregator.application.port.KeyReports;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The reports on PostgreSQL: a row for each key, and one for the run. */
final class StoredKeyReports implements KeyReports {
  /** No key has it. */
  private static final String RUN = "";

  private static final String BEGIN = """
      INSERT INTO vault_key_reports (task, key_id) VALUES (:task, '')
      ON CONFLICT (task, key_id) DO UPDATE SET started_at = now(), noted_at = now(), ended = false
      """;

  private static final String NOTE = """
      INSERT INTO vault_key_reports (task, key_id, good, bad) VALUES (:task, :key, :good, :bad)
      ON CONFLICT (task, key_id) DO UPDATE SET good = excluded.good, bad = excluded.bad, noted_at = now()
      """;

  private static final String NOTED =
      "UPDATE vault_key_reports SET noted_at = now(), ended = :ended WHERE task = :task AND key_id = ''";

  /** What is there is still told until the run begins. */
  private static final String REQUEST = """
      INSERT INTO vault_key_reports (task, key_id) VALUES (:task, '')
      ON CONFLICT (task, key_id) DO UPDATE SET ended = false
      """;

  private static final String IS_DUE = """
      SELECT NOT EXISTS (SELECT FROM vault_key_reports
        WHERE task = :task AND key_id = '' AND ended AND noted_at > now() - :millis * interval '1 millisecond')
      """;

  private static final String WAITED_FOR = """
      SELECT coalesce((
        SELECT greatest(0, extract(epoch FROM now() - since) * 1000)::bigint FROM vault_key_waits WHERE task = :task), 0)
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;

  StoredKeyReports(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  private record Line(String key, Tally tally, Instant startedAt, Instant notedAt, boolean ended) {}

  @Override
  public void begin(Task task) {
    transactions.call(() -> {
      of(task, "DELETE FROM vault_key_reports WHERE task = :task AND key_id <> ''").update();
      return of(task, BEGIN).update();
    });
  }

  @Override
  public void note(Task task, Map<String, Tally> soFar) {
    transactions.call(() -> {
      soFar.forEach((key, tally) -> of(task, NOTE)
          .param("key", key)
          .param("good", tally.good())
          .param("bad", tally.bad())
          .update());
      return of(task, NOTED).param("ended", false).update();
    });
  }

  @Override
  public void end(Task task) {
    transactions.call(() -> of(task, NOTED).param("ended", true).update());
  }

  @Override
  public void request(Task task) {
    transactions.call(() -> of(task, REQUEST).update());
  }

  @Override
  public boolean isDue(Task task, Duration every) {
    return transactions.call(
        () -> of(task, IS_DUE).param("millis", every.toMillis()).query(Boolean.class).single());
  }

  @Override
  public Optional<Report> last(Task task) {
    List<Line> lines = transactions.call(() -> of(task, "SELECT * FROM vault_key_reports WHERE task = :task")
        .query((row, n) -> new Line(
            row.getString("key_id"),
            new Tally(row.getLong("good"), row.getLong("bad")),
            requireNonNull(row.getObject("started_at", OffsetDateTime.class)).toInstant(),
            requireNonNull(row.getObject("noted_at", OffsetDateTime.class)).toInstant(),
            row.getBoolean("ended")))
        .list());
    return lines.stream()
        .filter(line -> line.key().equals(RUN))
        .findFirst()
        .map(run -> new Report(
            run.startedAt(),
            run.notedAt(),
            run.ended(),
            lines.stream()
                .filter(line -> !line.key().equals(RUN))
                .collect(Collectors.toMap(Line::key, Line::tally))));
  }

  @Override
  public void waits(Task task) {
    transactions.call(
        () -> of(task, "INSERT INTO vault_key_waits (task) VALUES (:task) ON CONFLICT (task) DO NOTHING").update());
  }

  @Override
  public void rests(Task task) {
    transactions.call(() -> of(task, "DELETE FROM vault_key_waits WHERE task = :task").update());
  }

  @Override
  public Duration waitedFor(Task task) {
    return transactions.call(() -> Duration.ofMillis(of(task, WAITED_FOR).query(Long.class).single()));
  }

  private JdbcClient.StatementSpec of(Task task, String sql) {
    return jdbc.sql(sql).param("task", task.name().toLowerCase(Locale.ROOT));
  }
}
