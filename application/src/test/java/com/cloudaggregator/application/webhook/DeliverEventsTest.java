package com.cloudaggregator.application.webhook;

import static com.cloudaggregator.application.webhook.ResponseText.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.Faults;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Accepted;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Gone;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Refused;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Rejected;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Throttled;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Withdrawn;
import com.cloudaggregator.application.webhook.Outbox.Channel;
import com.cloudaggregator.domain.account.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How events are delivered, retried and discarded. */
class DeliverEventsTest {
  private final TestClock clock = new TestClock();
  private final CountedIds ids = new CountedIds();
  private final InMemoryOutbox outbox = new InMemoryOutbox(clock, ids);
  private final List<UUID> received = new ArrayList<>();
  private Function<UUID, EventReceiver.DeliveryResult> answer = _ -> new Accepted("204");
  private boolean configured = true;

  private final EventReceiver receiver =
      new EventReceiver() {
        @Override
        public boolean isConfigured() {
          return configured;
        }

        @Override
        public DeliveryResult deliver(UUID id, String body) {
          received.add(id);
          return answer.apply(id);
        }
      };
  private final DeliverEvents deliver =
      new DeliverEvents(outbox, Channel.WEBHOOK, receiver, Runnable::run);

  private AccountId account() {
    return new AccountId(ids.newId());
  }

  private Map<DeliveryState, Long> run() {
    return deliver.run(() -> true);
  }

  private EventDelivery shown(UUID id) {
    return outbox.list(null, null, null, 100).stream()
        .filter(each -> each.id().equals(id))
        .findAny()
        .orElseThrow();
  }

  @Test
  void deliversTheEventsOfAnAccountInOrder() {
    AccountId account = account();
    List<UUID> events = IntStream.range(0, 4).mapToObj(_ -> outbox.tell(account)).toList();

    assertThat(run()).isEqualTo(Map.of(DeliveryState.DELIVERED, 4L));

    assertThat(received).isEqualTo(events);
    assertThat(run()).isEmpty();
  }

  @Test
  void aRejectedEventDoesNotHoldUpOtherAccounts() {
    AccountId bad = account();
    UUID refused = outbox.tell(bad);
    outbox.tell(bad);
    UUID good = outbox.tell(account());
    answer = id -> id.equals(refused) ? new Rejected("500", null) : new Accepted("200");

    assertThat(run()).isEqualTo(Map.of(DeliveryState.PENDING, 1L, DeliveryState.DELIVERED, 1L));

    assertThat(received).containsExactlyInAnyOrder(refused, good);
  }

  @Test
  void retriesForThreeDaysAndThenHoldsTheQueueUntilAReplay() {
    AccountId account = account();
    UUID first = outbox.tell(account);
    UUID second = outbox.tell(account);
    answer = _ -> new Rejected("no_answer", null);

    Instant begun = clock.instant();
    while (shown(first).state() == DeliveryState.PENDING) {
      run();
      if (shown(first).nextAttemptAt() instanceof Instant next) {
        clock.advance(Duration.between(clock.instant(), next));
      }
    }

    assertThat(shown(first))
        .extracting(EventDelivery::state, EventDelivery::attempts, EventDelivery::lastStatus)
        .containsExactly(DeliveryState.FAILED, DeliverEvents.RETRY_DELAYS.size() + 1, "no_answer");
    assertThat(Duration.between(begun, clock.instant()))
        .isBetween(Duration.ofHours(66), Duration.ofHours(84));
    assertThat(received).containsOnly(first);
    answer = _ -> new Accepted("200");
    assertThat(run()).isEmpty();
    assertThat(new InspectDeliveries(outbox, "hooks.example").replayFailed()).isEqualTo(1);
    assertThat(run()).isEqualTo(Map.of(DeliveryState.DELIVERED, 2L));
    assertThat(received.subList(received.size() - 2, received.size()))
        .containsExactly(first, second);
  }

  @Test
  void after410NothingIsSentAndNothingIsLostUntilAProbeSucceeds() {
    List<UUID> events = IntStream.range(0, 5).mapToObj(_ -> outbox.tell(account())).toList();
    answer = _ -> new Gone("410", NONE);

    assertThat(run()).isEqualTo(Map.of(DeliveryState.PENDING, 1L));
    assertThat(run()).isEmpty();
    assertThat(received).hasSize(1);
    clock.advance(Duration.ofSeconds(61));
    assertThat(run()).as("a probe").isEqualTo(Map.of(DeliveryState.PENDING, 1L));
    assertThat(run()).isEmpty();

    answer = _ -> new Accepted("200");
    clock.advance(Duration.ofHours(1));
    assertThat(run()).isEqualTo(Map.of(DeliveryState.DELIVERED, 5L));
    assertThat(received.subList(2, received.size())).containsExactlyInAnyOrderElementsOf(events);
    assertThat(outbox.readEndpoint().state()).isEqualTo(EndpointStatus.State.ACTIVE);
  }

  @Test
  void anOperatorEndsAPauseWithOneAction() {
    IntStream.range(0, 3).forEach(_ -> outbox.tell(account()));
    answer = _ -> new Gone("410", NONE);
    run();
    answer = _ -> new Accepted("200");
    assertThat(run()).isEmpty();

    assertThat(new InspectDeliveries(outbox, "hooks.example").replayFailed()).isEqualTo(3);

    assertThat(run()).isEqualTo(Map.of(DeliveryState.DELIVERED, 3L));
  }

  @Test
  void aProbeThatFailsOtherwiseLeavesTheEndpointPaused() {
    outbox.tell(account());
    outbox.tell(account());
    answer = _ -> new Gone("410", NONE);
    run();
    answer = _ -> new Rejected("500", null);
    clock.advance(Duration.ofSeconds(61));

    assertThat(run()).isEqualTo(Map.of(DeliveryState.PENDING, 1L));

    assertThat(outbox.readEndpoint().state()).isEqualTo(EndpointStatus.State.DISABLED);
  }

  @Test
  void sendsNothingToAThrottlingReceiverBeforeTheTimeItNames() {
    outbox.tell(account());
    outbox.tell(account());
    answer = _ -> new Throttled("429", Duration.ofMinutes(10), NONE);
    run();
    assertThat(received).hasSize(1);
    answer = _ -> new Accepted("200");
    clock.advance(Duration.ofMinutes(9));
    assertThat(run()).isEmpty();
    clock.advance(Duration.ofMinutes(1));

    assertThat(run()).isEqualTo(Map.of(DeliveryState.DELIVERED, 2L));
  }

  @Test
  void honorsRetryAfterIfItIsLongerThanItsOwnDelay() {
    UUID event = outbox.tell(account());
    answer = _ -> new Rejected("503", Duration.ofMinutes(10));
    run();
    assertThat(shown(event).nextAttemptAt())
        .isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));

    clock.advance(Duration.ofMinutes(10));
    answer = _ -> new Rejected("503", Duration.ZERO);
    run();
    assertThat(shown(event).nextAttemptAt()).isAfter(clock.instant().plus(Duration.ofMinutes(4)));
  }

  @Test
  void retryDelaysHaveJitter() {
    List<Duration> pauses =
        IntStream.range(0, 50)
            .mapToObj(_ -> DeliverEvents.retryDelay(UUID.randomUUID(), 4))
            .distinct()
            .toList();

    assertThat(pauses)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofMinutes(108), Duration.ofMinutes(132)));
  }

  @Test
  @Timeout(60)
  void aSlowAnswerDoesNotHoldUpNewEventsOfOtherAccounts() throws Exception {
    CountDownLatch slowBegun = new CountDownLatch(1);
    CountDownLatch otherReceived = new CountDownLatch(1);
    UUID slow = outbox.tell(account());
    EventReceiver slowReceiver =
        new EventReceiver() {
          @Override
          public boolean isConfigured() {
            return true;
          }

          @Override
          public DeliveryResult deliver(UUID id, String body) {
            if (!id.equals(slow)) {
              otherReceived.countDown();
              return new Accepted("204");
            }
            slowBegun.countDown();
            try {
              return otherReceived.await(20, TimeUnit.SECONDS)
                  ? new Accepted("204")
                  : new Rejected("no_answer", null);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return new Rejected("no_answer", null);
            }
          }
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Map<DeliveryState, Long>> run =
          threads.submit(
              () ->
                  new DeliverEvents(outbox, Channel.WEBHOOK, slowReceiver, threads)
                      .run(() -> true));
      slowBegun.await();
      while (outbox.emptyClaims() == 0) {
        Thread.onSpinWait();
      }
      outbox.tell(account());

      assertThat(run.get()).isEqualTo(Map.of(DeliveryState.DELIVERED, 2L));
    }
  }

  /** The job logs a StoreException in a line of its own. */
  @Test
  void aStoreFailureInAThreadIsThrownAsAStoreFailure() {
    outbox.tell(account());
    StoreException away = Faults.unavailable();
    DeliverEvents inThreads =
        new DeliverEvents(
            outbox,
            Channel.WEBHOOK,
            receiver,
            task -> {
              outbox.failWith(away);
              task.run();
              outbox.failWith(null);
            });

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> inThreads.run(() -> true))
        .satisfies(failure -> assertThat(failure.fault()).isEqualTo(away.fault()))
        .withCause(away);
    assertThat(received).as("what the first had claimed").hasSize(1);
  }

  /** Claimed events are still delivered. */
  @Test
  void claimsNothingMoreAfterBeingStopped() {
    IntStream.range(0, 5).forEach(_ -> outbox.tell(account()));

    deliver.run(() -> received.size() < 3);

    assertThat(received).hasSize(3);
    assertThat(outbox.list(DeliveryState.PENDING, null, null, 100))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.attempts()).isZero());
  }

  @Test
  void discardsEventsAfterAnHourWithoutAWebhook() {
    configured = false;
    UUID event = outbox.tell(account());
    assertThat(run()).isEmpty();
    clock.advance(Duration.ofMinutes(61));
    assertThat(deliver.longestWait()).isZero();

    assertThat(run()).isEqualTo(Map.of(DeliveryState.DISCARDED, 1L));

    configured = true;
    assertThat(run()).isEmpty();
    assertThat(received).isEmpty();
    assertThat(shown(event).state()).isEqualTo(DeliveryState.DISCARDED);
  }

  @Test
  void deliversTheEventsOfItsChannelOnly() {
    AccountId account = account();
    UUID event = outbox.tell(account);
    UUID email = outbox.tell(account, Channel.EMAIL);

    assertThat(run()).isEqualTo(Map.of(DeliveryState.DELIVERED, 1L));
    assertThat(received).containsExactly(event);

    var emails = new DeliverEvents(outbox, Channel.EMAIL, receiver, Runnable::run);
    assertThat(emails.run(() -> true)).isEqualTo(Map.of(DeliveryState.DELIVERED, 1L));
    assertThat(received).containsExactly(event, email);
  }

  @Test
  void aPermanentlyRefusedEmailFailsAndPausesNothing() {
    outbox.tell(account(), Channel.EMAIL);
    answer = _ -> new Refused("550");
    var emails = new DeliverEvents(outbox, Channel.EMAIL, receiver, Runnable::run);

    assertThat(emails.run(() -> true)).isEqualTo(Map.of(DeliveryState.FAILED, 1L));
    assertThat(outbox.readEndpoint().state()).isEqualTo(EndpointStatus.State.ACTIVE);
  }

  @Test
  void discardsAnEmailThatIsNoLongerWanted() {
    outbox.tell(account(), Channel.EMAIL);
    answer = _ -> new Withdrawn("not_wanted");
    var emails = new DeliverEvents(outbox, Channel.EMAIL, receiver, Runnable::run);

    assertThat(emails.run(() -> true)).isEqualTo(Map.of(DeliveryState.DISCARDED, 1L));
    assertThat(emails.run(() -> true)).isEmpty();
  }
}
