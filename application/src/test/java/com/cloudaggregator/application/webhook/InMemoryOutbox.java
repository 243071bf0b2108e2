package com.cloudaggregator.application.webhook;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The outbox in memory; one lock stands for the transaction. */
public final class InMemoryOutbox implements Outbox {
  private static final EndpointStatus ACTIVE =
      new EndpointStatus(EndpointStatus.State.ACTIVE, null, Instant.EPOCH, null);

  private final Clock clock;
  private final IdGenerator ids;
  private final List<Row> rows = new ArrayList<>();
  private final Map<AccountId, UserId> owners = new HashMap<>();
  private @Nullable StoreException failure;
  private int emptyClaims;
  private EndpointStatus endpoint = ACTIVE;

  public InMemoryOutbox(Clock clock, IdGenerator ids) {
    this.clock = clock;
    this.ids = ids;
  }

  private static final class Row {
    private final UUID id;
    private final AccountId account;
    private final Channel channel;
    private final Instant createdAt;
    private DeliveryState state = DeliveryState.PENDING;
    private int attempts;
    private int tries;
    private boolean underway;
    private Instant dueAt;
    private @Nullable String lastStatus;
    private ResponseText lastResponse = ResponseText.NONE;
    private @Nullable Instant deliveredAt;

    Row(UUID id, AccountId account, Channel channel, Instant now) {
      this.id = id;
      this.account = account;
      this.channel = channel;
      this.createdAt = now;
      this.dueAt = now;
    }

    boolean standsInLine() {
      return isWebhook() && (state == DeliveryState.PENDING || state == DeliveryState.FAILED);
    }

    boolean isWebhook() {
      return channel == Channel.WEBHOOK;
    }
  }

  public UUID tell(AccountId account) {
    return tell(account, Channel.WEBHOOK);
  }

  /** The user in the payload of the events of this account. */
  public synchronized void own(AccountId account, UserId owner) {
    owners.put(account, owner);
  }

  public synchronized UUID tell(AccountId account, Channel channel) {
    Row row = new Row(ids.newId(), account, channel, clock.instant());
    rows.add(row);
    return row.id;
  }

  /** Claims and settlements fail like this from now on; null ends it. */
  public synchronized void failWith(@Nullable StoreException calls) {
    failure = calls;
  }

  /** Number of claims that found nothing due. */
  public synchronized int emptyClaims() {
    return emptyClaims;
  }

  public synchronized void empty() {
    rows.clear();
    endpoint = ACTIVE;
  }

  private boolean isHead(Row row) {
    return row.underway
        || !row.isWebhook()
        || IntStream.range(0, rows.size())
            .filter(
                i ->
                    rows.get(i).account.equals(row.account)
                        && rows.get(i) != row
                        && rows.get(i).standsInLine())
            .noneMatch(i -> rows.get(i).underway || i < rows.indexOf(row));
  }

  private Optional<Row> dueLongest(Channel channel) {
    return rows.stream()
        .filter(
            row ->
                row.channel == channel
                    && row.state == DeliveryState.PENDING
                    && !row.dueAt.isAfter(clock.instant())
                    && isHead(row))
        .min(comparing(row -> row.dueAt));
  }

  @Override
  public synchronized Optional<ClaimedEvent> claim(Channel channel, Duration lease) {
    if (failure != null) {
      throw failure;
    }
    boolean probe = channel == Channel.WEBHOOK && endpoint.nextProbeAt() != null;
    Optional<Row> due =
        probe && requireNonNull(endpoint.nextProbeAt()).isAfter(clock.instant())
            ? Optional.empty()
            : dueLongest(channel);
    emptyClaims += due.isEmpty() ? 1 : 0;
    return due.map(
        row -> {
          if (probe) {
            Duration paused = Duration.between(endpoint.since(), clock.instant());
            endpoint =
                new EndpointStatus(
                    endpoint.state(),
                    endpoint.lastStatus(),
                    endpoint.since(),
                    clock
                        .instant()
                        .plus(
                            Collections.min(
                                List.of(
                                    LONGEST_PROBE_PAUSE,
                                    Collections.max(List.of(FIRST_PROBE, paused))))));
          }
          row.attempts++;
          row.tries++;
          row.underway = true;
          row.dueAt = clock.instant().plus(lease);
          return new ClaimedEvent(
              row.id, "{\"type\": \"account.connected\"}", row.attempts, row.tries, probe);
        });
  }

  private Optional<Row> claimed(ClaimedEvent due) {
    return rows.stream()
        .filter(row -> row.id.equals(due.id()) && row.attempts == due.attempt() && row.underway)
        .findAny();
  }

  @Override
  public synchronized void settle(
      ClaimedEvent due, DeliveryState state, String status, ResponseText text) {
    if (failure != null) {
      throw failure;
    }
    claimed(due)
        .ifPresent(
            row -> {
              row.underway = false;
              row.state = state;
              row.lastStatus = status;
              row.lastResponse = text;
              if (state == DeliveryState.DELIVERED) {
                row.deliveredAt = clock.instant();
              }
            });
  }

  @Override
  public synchronized void postpone(
      ClaimedEvent due, Duration pause, String status, ResponseText text) {
    claimed(due)
        .ifPresent(
            row -> {
              row.underway = false;
              row.lastStatus = status;
              row.lastResponse = text;
              row.dueAt = clock.instant().plus(pause);
            });
  }

  @Override
  public synchronized void pause(
      ClaimedEvent due,
      EndpointStatus.State state,
      String status,
      ResponseText text,
      Duration pause) {
    claimed(due)
        .ifPresent(
            row -> {
              row.underway = false;
              row.lastStatus = status;
              row.lastResponse = text;
              row.tries--;
              row.dueAt = clock.instant();
              Instant next = clock.instant().plus(pause);
              Instant planned = endpoint.nextProbeAt();
              boolean already = endpoint.state() == state;
              endpoint =
                  new EndpointStatus(
                      state,
                      status,
                      already ? endpoint.since() : clock.instant(),
                      planned != null && planned.isAfter(next) ? planned : next);
            });
  }

  @Override
  public synchronized boolean resume() {
    boolean paused = endpoint.nextProbeAt() != null;
    endpoint =
        paused
            ? new EndpointStatus(EndpointStatus.State.ACTIVE, null, clock.instant(), null)
            : endpoint;
    return paused;
  }

  @Override
  public synchronized EndpointStatus readEndpoint() {
    return endpoint;
  }

  @Override
  public synchronized int discard(Channel channel, Duration age, int limit) {
    return all(
        limit,
        row ->
            row.channel == channel
                && row.state == DeliveryState.PENDING
                && !row.underway
                && row.dueAt.isBefore(clock.instant().minus(age)),
        DeliveryState.DISCARDED);
  }

  private int all(int limit, Predicate<Row> which, DeliveryState state) {
    List<Row> found = rows.stream().filter(which).limit(limit).toList();
    found.forEach(row -> row.state = state);
    return found.size();
  }

  @Override
  public synchronized ReplayResult replay(UUID id) {
    return rows.stream()
        .filter(row -> row.id.equals(id) && row.isWebhook())
        .findAny()
        .map(
            row -> {
              row.state = DeliveryState.PENDING;
              row.tries = 0;
              row.dueAt = row.underway ? row.dueAt : clock.instant();
              return ReplayResult.REPLAYED;
            })
        .orElse(ReplayResult.NOT_FOUND);
  }

  @Override
  public synchronized int replayFailed(int limit) {
    List<Row> found =
        rows.stream()
            .filter(row -> row.isWebhook() && row.state == DeliveryState.FAILED)
            .limit(limit)
            .toList();
    found.forEach(row -> replay(row.id));
    return found.size();
  }

  @Override
  public synchronized Map<UUID, String> findPayloads(List<UUID> wanted) {
    return rows.stream()
        .filter(row -> row.isWebhook() && wanted.contains(row.id))
        .collect(Collectors.toMap(row -> row.id, _ -> "{\"type\": \"account.connected\"}"));
  }

  @Override
  public synchronized List<EventDelivery> list(
      EventFilter wanted, @Nullable UUID after, int limit) {
    return rows.reversed().stream()
        .filter(Row::isWebhook)
        .filter(row -> wanted.state() == null || row.state == wanted.state())
        .filter(row -> wanted.type() == null || wanted.type().equals("account.connected"))
        .filter(row -> wanted.account() == null || row.account.equals(wanted.account()))
        .filter(row -> wanted.user() == null || wanted.user().equals(owners.get(row.account)))
        .filter(row -> after == null || row.id.compareTo(after) < 0)
        .limit(limit)
        .map(
            row ->
                new EventDelivery(
                    row.id,
                    "account.connected",
                    row.account,
                    Epoch.FIRST,
                    row.createdAt,
                    row.state,
                    row.attempts,
                    row.state == DeliveryState.PENDING ? row.dueAt : null,
                    row.lastStatus,
                    row.lastResponse,
                    row.deliveredAt))
        .toList();
  }

  @Override
  public synchronized DeliveryStatistics readStatistics(int most) {
    Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
    List<Row> webhooks = rows.stream().filter(Row::isWebhook).toList();
    webhooks.forEach(row -> counts.merge(row.state, 1L, Long::sum));
    counts.replaceAll((_, count) -> Math.min(count, most));
    long retried = webhooks.reversed().stream().limit(most).filter(row -> row.attempts > 1).count();
    return new DeliveryStatistics(counts, most, retried, longestWait(Channel.WEBHOOK));
  }

  @Override
  public synchronized Duration longestWait(Channel channel) {
    return rows.stream()
        .filter(row -> row.channel == channel && row.state == DeliveryState.PENDING)
        .findFirst()
        .map(row -> Duration.between(row.createdAt, clock.instant()))
        .orElse(Duration.ZERO);
  }
}
