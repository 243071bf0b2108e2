package com.cloudaggregator.persistence.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/**
 * The outbox. Claims use {@code FOR UPDATE SKIP LOCKED} and {@code RETURNING}, so they are native
 * SQL. A subquery with {@code LIMIT} and {@code SKIP LOCKED} is in {@code ARRAY(...)}, which runs
 * it once: under {@code IN} a join may run it again, and it then skips what it locked before.
 */
interface OutboxEventJpaRepository
    extends Repository<OutboxEventEntity, UUID>, JpaSpecificationExecutor<OutboxEventEntity> {

  /** An earlier event of the account waits or has failed, or another one is being delivered. */
  String HELD_BACK =
      """
      EXISTS (
        SELECT FROM outbox e
        WHERE e.account_id = c.account_id AND e.channel = 'webhook' AND e.state IN ('pending', 'failed')
          AND (e.position < c.position OR (e.underway AND e.id <> c.id)))
      """;

  String CLAIMED = " WHERE id = :id AND attempts = :attempt AND underway";

  /**
   * Sets aside those of the next due events that wait for an earlier event of their account, so
   * that a claim does not read them again. The earlier event is locked: when it leaves the line,
   * which the trigger {@code outbox_line} notices, the next one is set free.
   *
   * @return how many were set aside
   */
  @Modifying
  @NativeQuery(
      """
      UPDATE outbox o SET held = true
      WHERE o.state = 'pending' AND NOT o.underway AND o.id = ANY (ARRAY(
        SELECT next.id FROM (
          SELECT id, account_id, position FROM outbox
          WHERE channel = 'webhook' AND state = 'pending' AND NOT held AND NOT underway AND due_at <= now()
          ORDER BY due_at, position LIMIT :most) AS next
        CROSS JOIN LATERAL (
          SELECT FROM outbox e
          WHERE e.account_id = next.account_id AND e.channel = 'webhook' AND e.state IN ('pending', 'failed')
            AND e.position < next.position
          ORDER BY e.position LIMIT 1 FOR SHARE SKIP LOCKED) AS earlier))
      """)
  int holdBack(int most);

  /**
   * Claims the webhook event that has been due longest. An event whose lease has ended comes before
   * the others of its account. While the endpoint is paused, only the caller that moves the time of
   * the next probe gets one.
   *
   * @param shortest the shortest time until the next probe, in seconds
   * @param longest the longest
   */
  @NativeQuery(
      """
      WITH probe AS (
        UPDATE webhook_endpoint
        SET next_probe_at = now()
          + least(greatest(now() - since, :shortest * interval '1 second'), :longest * interval '1 second')
        WHERE state <> 'active' AND next_probe_at <= now() AND (
          SELECT id FROM outbox
          WHERE channel = 'webhook' AND state = 'pending' AND NOT held AND NOT underway AND due_at <= now()
          ORDER BY due_at, position LIMIT 1) IS NOT NULL
        RETURNING true)
      UPDATE outbox o
      SET attempts = o.attempts + 1, tries = o.tries + 1, underway = true,
        due_at = now() + :lease * interval '1 millisecond'
      WHERE o.id = (
        SELECT c.id FROM outbox c
        WHERE (EXISTS (SELECT FROM probe) OR EXISTS (SELECT FROM webhook_endpoint WHERE state = 'active'))
          AND c.channel = 'webhook' AND c.state = 'pending' AND NOT c.held AND c.due_at <= now() AND (c.underway OR NOT
      """
          + HELD_BACK
          + """
        )
        ORDER BY c.due_at, c.position LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING o.id, CAST(o.payload AS text) AS body, o.attempts, o.tries, EXISTS (SELECT FROM probe) AS probe
      """)
  Optional<ClaimedRow> claim(long lease, long shortest, long longest);

  /** Claims the e-mail that has been due longest. */
  @NativeQuery(
      """
      UPDATE outbox o
      SET attempts = o.attempts + 1, tries = o.tries + 1, underway = true,
        due_at = now() + :lease * interval '1 millisecond'
      WHERE o.id = (
        SELECT id FROM outbox
        WHERE channel = 'email' AND state = 'pending' AND due_at <= now()
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING o.id, CAST(o.payload AS text) AS body, o.attempts, o.tries, false AS probe
      """)
  Optional<ClaimedRow> claimEmail(long lease);

  /** An event to deliver. */
  interface ClaimedRow {
    UUID getId();

    String getBody();

    int getAttempts();

    int getTries();

    boolean getProbe();
  }

  @Modifying
  @NativeQuery(
      """
      UPDATE outbox
      SET state = :state, underway = false, last_status = :status, last_response = :response,
        delivered_at = CASE WHEN :state = 'delivered' THEN now() ELSE delivered_at END
      """
          + CLAIMED)
  void settle(UUID id, int attempt, String state, String status, String response);

  @Modifying
  @NativeQuery(
      """
      UPDATE outbox
      SET underway = false, last_status = :status, last_response = :response,
        due_at = now() + :pause * interval '1 millisecond'
      """
          + CLAIMED)
  void postpone(UUID id, int attempt, long pause, String status, String response);

  /** Gives a claimed event back; the attempt is none of its tries. */
  @Modifying
  @NativeQuery(
      """
      UPDATE outbox
      SET underway = false, last_status = :status, last_response = :response, due_at = now(), tries = tries - 1
      """
          + CLAIMED)
  int giveBack(UUID id, int attempt, String status, String response);

  /**
   * A probe that is planned for later stays.
   *
   * @return whether the state has changed
   */
  @NativeQuery(
      """
      UPDATE webhook_endpoint e
      SET state = :state, last_status = :status, since = CASE WHEN e.state = :state THEN e.since ELSE now() END,
        next_probe_at = greatest(e.next_probe_at, now() + :pause * interval '1 millisecond')
      FROM (SELECT name, state FROM webhook_endpoint FOR UPDATE) AS before WHERE before.name = e.name
      RETURNING before.state <> :state
      """)
  boolean pause(String state, String status, long pause);

  @Modifying
  @NativeQuery(
      """
      UPDATE webhook_endpoint SET state = 'active', last_status = NULL, since = now(), next_probe_at = NULL
      WHERE state <> 'active'
      """)
  int resume();

  @NativeQuery("SELECT state, last_status, since, next_probe_at FROM webhook_endpoint")
  Endpoint readEndpoint();

  /** The state of the endpoint. */
  interface Endpoint {
    String getState();

    @Nullable String getLastStatus();

    Instant getSince();

    @Nullable Instant getNextProbeAt();
  }

  @Modifying
  @NativeQuery(
      """
      UPDATE outbox SET state = 'discarded'
      WHERE state = 'pending' AND NOT underway AND id = ANY (ARRAY(
        SELECT id FROM outbox
        WHERE channel = 'webhook' AND state = 'pending' AND NOT underway
          AND due_at < now() - :age * interval '1 millisecond'
        ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED))
      """)
  int discard(long age, int limit);

  @Modifying
  @NativeQuery(
      """
      UPDATE outbox SET state = 'discarded'
      WHERE state = 'pending' AND NOT underway AND id = ANY (ARRAY(
        SELECT id FROM outbox
        WHERE channel = 'email' AND state = 'pending' AND NOT underway
          AND due_at < now() - :age * interval '1 millisecond'
        ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED))
      """)
  int discardEmails(long age, int limit);

  @Modifying
  @NativeQuery(
      """
      UPDATE outbox SET state = 'pending', held = false, tries = 0, due_at = CASE WHEN underway THEN due_at ELSE now() END
      WHERE id = :id AND channel = 'webhook'
      """)
  int replay(UUID id);

  @Modifying
  @NativeQuery(
      """
      UPDATE outbox SET state = 'pending', held = false, tries = 0, due_at = now()
      WHERE state = 'failed' AND id = ANY (ARRAY(
        SELECT id FROM outbox WHERE channel = 'webhook' AND state = 'failed'
        ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED))
      """)
  int replayFailed(int limit);

  /** The age of the oldest pending event, in milliseconds; ids are in the order of time. */
  @NativeQuery(
      """
      SELECT coalesce((
        SELECT CAST(greatest(0, extract(epoch FROM now() - created_at) * 1000) AS bigint) FROM outbox
        WHERE channel = 'webhook' AND state = 'pending' ORDER BY id LIMIT 1), 0)
      """)
  long longestWaitMillis();

  /** The same of the e-mails, which are few. */
  @NativeQuery(
      """
      SELECT coalesce((
        SELECT CAST(greatest(0, extract(epoch FROM now() - min(created_at)) * 1000) AS bigint) FROM outbox
        WHERE channel = 'email' AND state = 'pending'), 0)
      """)
  long longestEmailWaitMillis();

  @NativeQuery(
      "SELECT id, CAST(payload AS text) AS body FROM outbox WHERE channel = 'webhook' AND id IN (:ids)")
  List<EventBody> findBodies(List<UUID> ids);

  /** The payload of an event. */
  interface EventBody {
    UUID getId();

    String getBody();
  }

  /**
   * Webhook events by state, each counted up to a limit. The range of rows stands for {@code state
   * = s}, for which PostgreSQL would read the whole table to find that a state has no events.
   */
  @NativeQuery(
      """
      SELECT s.state,
        (SELECT count(*) FROM (
          SELECT FROM outbox o
          WHERE (o.state, o.id) >= (s.state, CAST('00000000-0000-0000-0000-000000000000' AS uuid))
            AND (o.state, o.id) <= (s.state, CAST('ffffffff-ffff-ffff-ffff-ffffffffffff' AS uuid))
            AND o.channel = 'webhook'
          ORDER BY o.state, o.id LIMIT :most) AS counted) AS events
      FROM unnest(CAST(:states AS text[])) AS s (state)
      """)
  List<StateCount> counts(String[] states, int most);

  /** A row of {@link #counts}. */
  interface StateCount {
    String getState();

    long getEvents();
  }

  /** How many of the newest events needed more than one attempt. */
  @NativeQuery(
      """
      SELECT count(*) FILTER (WHERE attempts > 1)
      FROM (SELECT attempts FROM outbox WHERE channel = 'webhook' ORDER BY id DESC LIMIT :most) AS newest
      """)
  long retried(int most);
}
