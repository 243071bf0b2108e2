package com.cloudaggregator.persistence.webhook;

import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.DeliveryStatistics;
import com.cloudaggregator.application.webhook.EndpointStatus;
import com.cloudaggregator.application.webhook.EventDelivery;
import com.cloudaggregator.application.webhook.EventFilter;
import com.cloudaggregator.application.webhook.Outbox;
import com.cloudaggregator.application.webhook.ReplayResult;
import com.cloudaggregator.application.webhook.ResponseText;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import com.cloudaggregator.persistence.transaction.UniqueConstraint;
import com.cloudaggregator.persistence.webhook.OutboxEventJpaRepository.ClaimedRow;
import com.cloudaggregator.persistence.webhook.OutboxEventJpaRepository.EventBody;
import com.cloudaggregator.persistence.webhook.OutboxEventJpaRepository.StateCount;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Component;

/**
 * The outbox on PostgreSQL. Events are inserted under the lock of the account's row, so their
 * positions follow the order of the commits. A unique index keeps two events of one account from
 * being delivered at the same time.
 */
@Component
final class JpaOutbox implements Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(JpaOutbox.class);

  /** How many of the next due events are examined at once. */
  private static final int NEXT = 500;

  private final Transactions transactions;
  private final OutboxEventJpaRepository events;

  JpaOutbox(Transactions transactions, OutboxEventJpaRepository events) {
    this.transactions = transactions;
    this.events = events;
  }

  /**
   * When the index of the one delivery rejects the claim of a webhook event, a replay has put
   * another event first; the next run continues.
   */
  @Override
  public Optional<ClaimedEvent> claim(Channel channel, Duration lease) {
    return switch (channel) {
      case WEBHOOK -> claimWebhook(lease);
      case EMAIL ->
          transactions.call(() -> events.claimEmail(lease.toMillis()).map(JpaOutbox::claimed));
    };
  }

  private Optional<ClaimedEvent> claimWebhook(Duration lease) {
    int held;
    do {
      held = transactions.call(() -> events.holdBack(NEXT));
    } while (held > 0);
    return transactions.call(
        () ->
            events
                .claim(lease.toMillis(), FIRST_PROBE.toSeconds(), LONGEST_PROBE_PAUSE.toSeconds())
                .map(JpaOutbox::claimed),
        violation ->
            violation.of(UniqueConstraint.ONE_DELIVERY)
                ? Optional.of(Optional.empty())
                : Optional.empty());
  }

  private static ClaimedEvent claimed(ClaimedRow event) {
    return new ClaimedEvent(
        event.getId(), event.getBody(), event.getAttempts(), event.getTries(), event.getProbe());
  }

  @Override
  public void settle(ClaimedEvent claimed, DeliveryState state, String status, ResponseText text) {
    transactions.run(
        () ->
            events.settle(claimed.id(), claimed.attempt(), Codes.of(state), status, text.value()));
  }

  @Override
  public void postpone(ClaimedEvent claimed, Duration pause, String status, ResponseText text) {
    transactions.run(
        () ->
            events.postpone(
                claimed.id(), claimed.attempt(), pause.toMillis(), status, text.value()));
  }

  @Override
  public void pause(
      ClaimedEvent claimed,
      EndpointStatus.State state,
      String status,
      ResponseText text,
      Duration pause) {
    boolean paused =
        transactions.call(
            () ->
                events.giveBack(claimed.id(), claimed.attempt(), status, text.value()) == 1
                    && events.pause(Codes.of(state), status, pause.toMillis()));
    if (paused) {
      LOG.atLevel(state == EndpointStatus.State.DISABLED ? Level.ERROR : Level.WARN)
          .log(
              "Webhook deliveries are paused because the endpoint answered {}; they resume when it accepts a probe. Check the endpoint.",
              status);
    }
  }

  @Override
  public boolean resume() {
    boolean resumed = transactions.call(events::resume) == 1;
    if (resumed) {
      LOG.info("Webhook deliveries have resumed");
    }
    return resumed;
  }

  @Override
  public EndpointStatus readEndpoint() {
    OutboxEventJpaRepository.Endpoint endpoint = transactions.read(events::readEndpoint);
    return new EndpointStatus(
        Codes.parse(EndpointStatus.State.class, endpoint.getState()),
        endpoint.getLastStatus(),
        endpoint.getSince(),
        endpoint.getNextProbeAt());
  }

  @Override
  public int discard(Channel channel, Duration age, int limit) {
    return transactions.call(
        () ->
            switch (channel) {
              case WEBHOOK -> events.discard(age.toMillis(), limit);
              case EMAIL -> events.discardEmails(age.toMillis(), limit);
            });
  }

  @Override
  public ReplayResult replay(UUID id) {
    return transactions.call(() -> events.replay(id)) == 1
        ? ReplayResult.REPLAYED
        : ReplayResult.NOT_FOUND;
  }

  @Override
  public int replayFailed(int limit) {
    return transactions.call(() -> events.replayFailed(limit));
  }

  /** Each combination of filters is its own statement, so that each uses its index. */
  @Override
  public List<EventDelivery> list(EventFilter wanted, @Nullable UUID after, int limit) {
    String type = wanted.type();
    DeliveryState state = wanted.state();
    AccountId account = wanted.account();
    UserId user = wanted.user();
    Specification<OutboxEventEntity> filter =
        (event, query, is) -> is.equal(event.get("channel"), Codes.of(Channel.WEBHOOK));
    if (type != null) {
      filter = filter.and((event, query, is) -> is.equal(event.get("type"), type));
    }
    if (state != null) {
      filter = filter.and((event, query, is) -> is.equal(event.get("state"), Codes.of(state)));
    }
    if (account != null) {
      filter = filter.and((event, query, is) -> is.equal(event.get("accountId"), account.value()));
    }
    if (user != null) {
      // Both terms, as in outbox_user_id_id_idx.
      filter =
          filter
              .and((event, query, is) -> is.equal(event.get("userId"), user.value()))
              .and((event, query, is) -> is.isFalse(event.get("forget")));
    }
    if (after != null) {
      filter = filter.and((event, query, is) -> is.lessThan(event.get("id"), after));
    }
    Specification<OutboxEventEntity> all = filter;
    return transactions.read(
        () ->
            events
                .findBy(all, page -> page.sortBy(Sort.by(Direction.DESC, "id")).limit(limit).all())
                .stream()
                .map(OutboxEventEntity::toDelivery)
                .toList());
  }

  @Override
  public Map<UUID, String> findPayloads(List<UUID> ids) {
    return transactions.read(() -> events.findBodies(ids)).stream()
        .collect(Collectors.toMap(EventBody::getId, EventBody::getBody));
  }

  @Override
  public Duration longestWait(Channel channel) {
    return Duration.ofMillis(
        transactions.read(
            () ->
                switch (channel) {
                  case WEBHOOK -> events.longestWaitMillis();
                  case EMAIL -> events.longestEmailWaitMillis();
                }));
  }

  @Override
  public DeliveryStatistics readStatistics(int most) {
    return transactions.call(
        () -> {
          Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
          String[] states =
              Arrays.stream(DeliveryState.values()).map(Codes::of).toArray(String[]::new);
          for (StateCount count : events.counts(states, most)) {
            if (count.getEvents() > 0) {
              counts.put(Codes.parse(DeliveryState.class, count.getState()), count.getEvents());
            }
          }
          return new DeliveryStatistics(
              counts, most, events.retried(most), Duration.ofMillis(events.longestWaitMillis()));
        });
  }
}
