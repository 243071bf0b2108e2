package com.cloudaggregator.persistence;

import com.cloudaggregator.application.delivery.DeliveryFigures;
import com.cloudaggregator.application.delivery.DeliveryState;
import com.cloudaggregator.application.delivery.EventDelivery;
import com.cloudaggregator.application.delivery.ReplayResult;
import com.cloudaggregator.application.port.Outbox;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The outbox on PostgreSQL. {@link OwnershipJournal} fills it under the lock of the account's row, so that positions are
 * in the order of the commits; a unique index over what is under way keeps two claims of one account apart, whatever they
 * saw.
 */
final class StoredOutbox implements Outbox {
  /** Ahead of {@code c} in the line, or under way beside it. */
  private static final String HELD_BACK = """
      EXISTS (
        SELECT FROM outbox e WHERE e.account_id = c.account_id AND e.state IN ('pending', 'failed')
          AND (e.position < c.position OR (e.underway AND e.id <> c.id)))
      """;

  /** One whose lease is over is taken first of its account, even where an earlier one was replayed meanwhile. */
  private static final String CLAIM = """
      UPDATE outbox o
      SET attempts = o.attempts + 1, tries = o.tries + 1, underway = true,
        due_at = now() + :lease * interval '1 millisecond'
      WHERE o.id = (
        SELECT c.id FROM outbox c
        WHERE c.state = 'pending' AND c.due_at <= now() AND (c.underway OR NOT
      """ + HELD_BACK + """
        )
        ORDER BY c.due_at, c.position LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING o.id, o.payload::text AS body, o.attempts, o.tries
      """;

  private static final String CLAIMED = " WHERE id = :id AND attempts = :attempt AND underway";

  private static final String SETTLE = """
      UPDATE outbox
      SET state = :state, underway = false, last_status = :status,
        delivered_at = CASE WHEN :state = 'delivered' THEN now() ELSE delivered_at END
      """ + CLAIMED;

  private static final String POSTPONE = """
      UPDATE outbox
      SET underway = false, last_status = :status, due_at = now() + :pause * interval '1 millisecond'
      """ + CLAIMED;

  private static final String DISCARD = """
      UPDATE outbox SET state = 'discarded'
      WHERE state = 'pending' AND NOT underway AND id IN (
        SELECT id FROM outbox
        WHERE state = 'pending' AND NOT underway AND due_at < now() - :age * interval '1 millisecond'
        ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
      """;

  private static final String REPLAY = """
      UPDATE outbox SET state = 'pending', tries = 0, due_at = CASE WHEN underway THEN due_at ELSE now() END
      WHERE id = :id
      """;

  private static final String REPLAY_FAILED = """
      UPDATE outbox SET state = 'pending', tries = 0, due_at = now()
      WHERE state = 'failed' AND id IN (
        SELECT id FROM outbox WHERE state = 'failed' ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED)
      """;

  private static final String LIST = """
      SELECT id, type, account_id, epoch, created_at, state, attempts, due_at, last_status, delivered_at
      FROM outbox
      WHERE true %s ORDER BY id DESC LIMIT :limit
      """;

  private static final String LONGEST_WAIT = """
      SELECT coalesce((
        SELECT greatest(0, extract(epoch FROM now() - c.due_at) * 1000)::bigint FROM outbox c
        WHERE c.state = 'pending' AND c.due_at <= now() AND (c.underway OR NOT
      """ + HELD_BACK + """
        )
        ORDER BY c.due_at LIMIT 1), 0)
      """;

  private static final String COUNTS = """
      SELECT s.state, (SELECT count(*) FROM (SELECT FROM outbox o WHERE o.state = s.state LIMIT :most) AS counted) AS events
      FROM unnest(CAST(:states AS text[])) AS s (state)
      """;

  private static final String RETRIED = """
      SELECT count(*) FILTER (WHERE attempts > 1) FROM (SELECT attempts FROM outbox ORDER BY id DESC LIMIT :most) AS newest
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;

  StoredOutbox(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public Optional<Due> claim(Duration lease) {
    return transactions.call(
        () -> jdbc.sql(CLAIM)
            .param("lease", lease.toMillis())
            .query((row, n) -> new Due(
                row.getObject("id", UUID.class), row.getString("body"), row.getInt("attempts"), row.getInt("tries")))
            .optional(),
        // Someone has an event of this account that a replay has put in front meanwhile: the next run goes on.
        violation -> violation.constraint().equals(UniqueConstraint.ONE_DELIVERY.constraintName())
            ? Optional.of(Optional.empty())
            : Optional.empty());
  }

  @Override
  public void settle(Due due, DeliveryState state, String status) {
    transactions.call(() -> claimed(SETTLE, due, status).param("state", stored(state)).update());
  }

  @Override
  public void postpone(Due due, Duration pause, String status) {
    transactions.call(() -> claimed(POSTPONE, due, status).param("pause", pause.toMillis()).update());
  }

  private JdbcClient.StatementSpec claimed(String sql, Due due, String status) {
    return jdbc.sql(sql).param("id", due.id()).param("attempt", due.attempt()).param("status", status);
  }

  @Override
  public int discard(Duration age, int limit) {
    return transactions.call(
        () -> jdbc.sql(DISCARD).param("age", age.toMillis()).param("limit", limit).update());
  }

  @Override
  public ReplayResult replay(UUID id) {
    return transactions.call(() -> jdbc.sql(REPLAY).param("id", id).update()) == 1
        ? ReplayResult.REPLAYED
        : ReplayResult.NOT_FOUND;
  }

  @Override
  public int replayFailed(int limit) {
    return transactions.call(() -> jdbc.sql(REPLAY_FAILED).param("limit", limit).update());
  }

  /** Each combination is a statement of its own, so that each goes by its index. */
  @Override
  public List<EventDelivery> list(
      @Nullable DeliveryState state, @Nullable AccountId account, @Nullable UUID after, int limit) {
    String filter = (state == null ? "" : " AND state = :state")
        + (account == null ? "" : " AND account_id = :account")
        + (after == null ? "" : " AND id < :after");
    return transactions.call(() -> jdbc.sql(LIST.formatted(filter))
        .param("state", state == null ? null : stored(state), Types.VARCHAR)
        .param("account", account == null ? null : account.value(), Types.OTHER)
        .param("after", after, Types.OTHER)
        .param("limit", limit)
        .query((row, n) -> delivery(row))
        .list());
  }

  private static EventDelivery delivery(ResultSet row) throws SQLException {
    DeliveryState state = state(row);
    return new EventDelivery(
        row.getObject("id", UUID.class),
        row.getString("type"),
        new AccountId(row.getObject("account_id", UUID.class)),
        new Epoch(row.getLong("epoch")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        state,
        row.getInt("attempts"),
        state == DeliveryState.PENDING ? instant(row, "due_at") : null,
        row.getString("last_status"),
        instant(row, "delivered_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  @Override
  public Duration longestWait() {
    return transactions.call(this::waited);
  }

  private Duration waited() {
    return Duration.ofMillis(jdbc.sql(LONGEST_WAIT).query(Long.class).single());
  }

  @Override
  public DeliveryFigures figures(int most) {
    return transactions.call(() -> {
      Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
      jdbc.sql(COUNTS)
          .param("most", most)
          .param("states", Arrays.stream(DeliveryState.values()).map(StoredOutbox::stored).toArray(String[]::new))
          .query(row -> {
            long events = row.getLong("events");
            if (events > 0) {
              counts.put(state(row), events);
            }
          });
      long retried = jdbc.sql(RETRIED).param("most", most).query(Long.class).single();
      return new DeliveryFigures(counts, most, retried, waited());
    });
  }

  private static DeliveryState state(ResultSet row) throws SQLException {
    return DeliveryState.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
  }

  private static String stored(DeliveryState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
