package com.cloudaggregator.application.webhook;

import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.webhook.Outbox.Channel;
import com.cloudaggregator.application.webhook.Outbox.ClaimedEvent;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contract of {@link Outbox}, run against every implementation. */
public abstract class OutboxContract {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final String OK = "200";

  protected abstract Outbox outbox();

  /** Deletes every event, also before each test. */
  protected abstract void empty();

  /** A new account without events. */
  protected abstract AccountId account();

  /** Writes another event of the account. */
  protected abstract UUID tell(AccountId account);

  /** Writes another event of the account, with this user in its payload. */
  protected abstract UUID tell(AccountId account, UserId user);

  /** Writes the e-mail to an owner who loses the account; once for each account. */
  protected abstract UUID mail(AccountId account);

  /** Lets this much time pass for the events that are there, and for a pause of the endpoint. */
  protected abstract void age(Duration time);

  private Optional<ClaimedEvent> next() {
    return outbox().claim(Channel.WEBHOOK, LEASE);
  }

  private ClaimedEvent due() {
    return next().orElseThrow();
  }

  private List<UUID> listed(@Nullable DeliveryState state, @Nullable AccountId account) {
    return outbox().list(state, account, null, 100).stream().map(EventDelivery::id).toList();
  }

  private EventDelivery only() {
    return outbox().list(null, null, null, 2).getFirst();
  }

  @Test
  void aClaimReturnsTheBodyToOneCaller() {
    UUID event = tell(account());

    ClaimedEvent due = due();

    assertThat(due.id()).isEqualTo(event);
    assertThat(due.attempt()).isEqualTo(1);
    assertThat(due.tries()).isEqualTo(1);
    assertThat(due.body()).startsWith("{").contains("account.connected");
    assertThat(due.toString()).doesNotContain("account.connected");
    assertThat(next()).isEmpty();
  }

  @Test
  void aPausedEndpointGetsOneEventAsAProbeWhenItsTimeHasCome() {
    UUID event = tell(account());
    tell(account());
    ClaimedEvent refused = due();

    outbox().pause(refused, EndpointStatus.State.DISABLED, "410", Duration.ofMinutes(1));

    assertThat(outbox().readEndpoint())
        .extracting(EndpointStatus::state, EndpointStatus::lastStatus)
        .containsExactly(EndpointStatus.State.DISABLED, "410");
    assertThat(next()).isEmpty();
    age(Duration.ofMinutes(2));
    ClaimedEvent probe = due();
    assertThat(probe.probe()).isTrue();
    assertThat(next()).as("one at a time").isEmpty();
    assertThat(listed(DeliveryState.PENDING, null)).hasSize(2).contains(event);
  }

  @Test
  void anAttemptThatPausesTheEndpointDoesNotCountAsATryOfTheEvent() {
    tell(account());
    for (int i = 0; i < 3; i++) {
      ClaimedEvent refused = due();
      assertThat(refused.tries()).isEqualTo(1);
      outbox().pause(refused, EndpointStatus.State.THROTTLED, "429", Duration.ofMinutes(1));
      age(Duration.ofHours(3));
    }
    assertThat(only().attempts()).isEqualTo(3);
    assertThat(only().lastStatus()).isEqualTo("429");
  }

  @Test
  void probesBecomeRarerUntilOneAnHour() {
    tell(account());
    outbox().pause(due(), EndpointStatus.State.DISABLED, "410", Duration.ofMinutes(1));
    Instant since = outbox().readEndpoint().since();
    age(Duration.ofMinutes(20));
    outbox().postpone(due(), Duration.ZERO, "500");
    assertThat(next()).isEmpty();
    age(Duration.ofMinutes(15));
    assertThat(next()).isEmpty();
    age(Duration.ofMinutes(10));
    outbox().pause(due(), EndpointStatus.State.DISABLED, "410", Duration.ofMinutes(1));
    assertThat(next()).isEmpty();
    age(Duration.ofMinutes(30));
    assertThat(next()).as("45 minutes after the last probe").isEmpty();
    age(Duration.ofHours(12));
    outbox().postpone(due(), Duration.ZERO, "500");
    age(Duration.ofMinutes(59));
    assertThat(next()).isEmpty();
    age(Duration.ofMinutes(2));
    assertThat(due().probe()).isTrue();
    assertThat(outbox().readEndpoint().state()).isEqualTo(EndpointStatus.State.DISABLED);
    assertThat(outbox().readEndpoint().since()).isBeforeOrEqualTo(since);
  }

  @Test
  void aResumedEndpointGetsEverythingThatWaited() {
    tell(account());
    tell(account());
    outbox().pause(due(), EndpointStatus.State.DISABLED, "410", Duration.ofMinutes(1));

    assertThat(outbox().resume()).isTrue();

    assertThat(outbox().resume()).isFalse();
    assertThat(outbox().readEndpoint().state()).isEqualTo(EndpointStatus.State.ACTIVE);
    assertThat(due().probe()).isFalse();
    assertThat(due().probe()).isFalse();
  }

  @Test
  void aLostClaimDoesNotPauseTheEndpoint() {
    tell(account());
    ClaimedEvent lost = due();
    age(Duration.ofMinutes(2));
    due();

    outbox().pause(lost, EndpointStatus.State.DISABLED, "410", Duration.ofMinutes(1));

    assertThat(outbox().readEndpoint().state()).isEqualTo(EndpointStatus.State.ACTIVE);
  }

  @Test
  void theNextEventIsDueOnceThePreviousIsDelivered() {
    AccountId account = account();
    List<UUID> events = List.of(tell(account), tell(account), tell(account));

    for (UUID event : events) {
      ClaimedEvent due = due();
      assertThat(due.id()).isEqualTo(event);
      assertThat(next()).isEmpty();
      outbox().settle(due, DeliveryState.DELIVERED, OK);
    }

    assertThat(next()).isEmpty();
    assertThat(listed(DeliveryState.DELIVERED, account)).isEqualTo(events.reversed());
  }

  @Test
  void aPostponedOrFailedEventHoldsBackOnlyItsAccount() {
    AccountId stuck = account();
    AccountId broken = account();
    tell(stuck);
    tell(stuck);
    outbox().postpone(due(), Duration.ofHours(1), "500");
    tell(broken);
    tell(broken);
    outbox().settle(due(), DeliveryState.FAILED, "410");
    UUID third = tell(account());

    assertThat(next()).map(ClaimedEvent::id).contains(third);
    assertThat(next()).isEmpty();
    assertThat(outbox().list(DeliveryState.FAILED, null, null, 10))
        .singleElement()
        .extracting(EventDelivery::account, EventDelivery::lastStatus)
        .containsExactly(broken, "410");
  }

  @Test
  void countsEventsByStateAndRetries() {
    assertThat(outbox().readStatistics(10))
        .isEqualTo(new DeliveryStatistics(Map.of(), 10, 0, Duration.ZERO));
    IntStream.range(0, 3).forEach(_ -> tell(account()));
    outbox().postpone(due(), Duration.ZERO, "500");
    outbox().settle(due(), DeliveryState.FAILED, "410");
    outbox().settle(due(), DeliveryState.DELIVERED, OK);
    outbox().postpone(due(), Duration.ofHours(1), "500");

    DeliveryStatistics figures = outbox().readStatistics(10);

    assertThat(figures.counts())
        .isEqualTo(
            Map.of(
                DeliveryState.PENDING, 1L, DeliveryState.FAILED, 1L, DeliveryState.DELIVERED, 1L));
    assertThat(figures.retried()).isEqualTo(1);
    assertThat(figures.longestWait()).isLessThan(Duration.ofMinutes(1));
    assertThat(figures.isComplete(DeliveryState.FAILED)).isTrue();
    assertThat(outbox().readStatistics(1).isComplete(DeliveryState.FAILED)).isFalse();
  }

  @Test
  void countsUpToTheLimit() {
    IntStream.range(0, 5).forEach(_ -> tell(account()));

    assertThat(outbox().readStatistics(3).counts()).isEqualTo(Map.of(DeliveryState.PENDING, 3L));
  }

  @Test
  void aPostponedEventHasTheSameBody() {
    tell(account());
    ClaimedEvent first = due();
    outbox().postpone(first, Duration.ZERO, "no_answer");
    assertThat(only())
        .extracting(EventDelivery::state, EventDelivery::lastStatus, EventDelivery::attempts)
        .containsExactly(DeliveryState.PENDING, "no_answer", 1);

    ClaimedEvent again = due();

    assertThat(again).isEqualTo(new ClaimedEvent(first.id(), first.body(), 2, 2, false));
  }

  @Test
  void keepsWhatARefusalSaysUntilTheEventIsAccepted() {
    tell(account());
    ResponseText why = new ResponseText("unknown user");

    outbox().postpone(due(), Duration.ZERO, "500", why);
    assertThat(only().lastResponse()).isEqualTo(why);
    outbox().pause(due(), EndpointStatus.State.DISABLED, "410", why, Duration.ZERO);
    assertThat(only().lastResponse()).isEqualTo(why);
    outbox().resume();
    outbox().settle(due(), DeliveryState.FAILED, "500", why);
    assertThat(only().lastResponse()).isEqualTo(why);
    outbox().replay(only().id());
    outbox().settle(due(), DeliveryState.DELIVERED, OK);

    assertThat(only().lastResponse()).isEqualTo(ResponseText.NONE);
  }

  @Test
  void aClaimHasNoEffectAfterItsLease() {
    AccountId account = account();
    tell(account);
    tell(account);
    ClaimedEvent dead = outbox().claim(Channel.WEBHOOK, Duration.ZERO).orElseThrow();
    ClaimedEvent heir = due();

    assertThat(heir.id()).isEqualTo(dead.id());
    assertThat(heir.attempt()).isEqualTo(2);
    outbox().settle(dead, DeliveryState.DELIVERED, OK);
    outbox().postpone(dead, Duration.ZERO, "500");

    assertThat(next()).isEmpty();
    assertThat(listed(DeliveryState.DELIVERED, null)).isEmpty();
    outbox().settle(heir, DeliveryState.DELIVERED, OK);
    assertThat(next()).isPresent();
  }

  @Test
  void exactlyOneOfManyConcurrentClaimsGetsAnAccountsEvent()
      throws InterruptedException, ExecutionException {
    for (int round = 0; round < 5; round++) {
      empty();
      AccountId one = account();
      AccountId other = account();
      Set<UUID> heads = Set.of(tell(one), tell(other));
      IntStream.range(0, 5)
          .forEach(
              _ -> {
                tell(one);
                tell(other);
              });

      List<Optional<ClaimedEvent>> answers = Race.run(i -> this::next);

      assertThat(
              answers.stream()
                  .flatMap(Optional::stream)
                  .map(ClaimedEvent::id)
                  .collect(Collectors.toList()))
          .doesNotHaveDuplicates()
          .isSubsetOf(heads);
    }
  }

  @Test
  void aReplayedEventKeepsItsId() {
    UUID event = tell(account());
    outbox().settle(due(), DeliveryState.DELIVERED, OK);

    assertThat(outbox().replay(event)).isEqualTo(ReplayResult.REPLAYED);

    ClaimedEvent again = due();
    assertThat(again.id()).isEqualTo(event);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.tries()).isEqualTo(1);
    assertThat(outbox().replay(UUID.randomUUID())).isEqualTo(ReplayResult.NOT_FOUND);
  }

  @Test
  void aReplayDoesNotAffectARunningDelivery() {
    AccountId account = account();
    UUID first = tell(account);
    outbox().settle(due(), DeliveryState.DELIVERED, OK);
    tell(account);
    ClaimedEvent second = due();

    outbox().replay(first);
    outbox().replay(second.id());

    assertThat(next()).isEmpty();
    outbox().settle(second, DeliveryState.DELIVERED, OK);
    assertThat(due().id()).isEqualTo(first);
  }

  @Test
  void anUnfinishedDeliveryIsClaimedBeforeAReplayedEvent() {
    AccountId account = account();
    UUID first = tell(account);
    outbox().settle(due(), DeliveryState.DELIVERED, OK);
    UUID second = tell(account);
    assertThat(outbox().claim(Channel.WEBHOOK, Duration.ZERO)).isPresent();
    outbox().replay(first);

    ClaimedEvent due = due();

    assertThat(due.id()).isEqualTo(second);
    assertThat(next()).isEmpty();
  }

  @Test
  void replaysFailedEventsUpToTheLimit() {
    AccountId one = account();
    tell(one);
    tell(one);
    tell(account());
    outbox().settle(due(), DeliveryState.FAILED, "500");
    outbox().settle(due(), DeliveryState.FAILED, "500");
    assertThat(next()).isEmpty();

    assertThat(outbox().replayFailed(1)).isEqualTo(1);
    assertThat(outbox().replayFailed(10)).isEqualTo(1);
    assertThat(outbox().replayFailed(10)).isZero();

    assertThat(next()).isPresent();
    assertThat(next()).isPresent();
    assertThat(next()).isEmpty();
  }

  @Test
  void discardedEventsCanBeReplayed() {
    UUID event = tell(account());

    assertThat(outbox().discard(Channel.WEBHOOK, Duration.ofHours(1), 10)).isZero();
    assertThat(outbox().discard(Channel.WEBHOOK, Duration.ofHours(-1), 10)).isEqualTo(1);

    assertThat(next()).isEmpty();
    assertThat(listed(DeliveryState.DISCARDED, null)).containsExactly(event);
    outbox().replay(event);
    assertThat(due().id()).isEqualTo(event);
  }

  @Test
  void listsEventsNewestFirstByStateAndAccount() {
    AccountId one = account();
    UUID first = tell(one);
    UUID second = tell(account());
    UUID third = tell(one);

    assertThat(listed(null, null)).containsExactly(third, second, first);
    assertThat(listed(null, one)).containsExactly(third, first);
    assertThat(listed(DeliveryState.PENDING, one)).containsExactly(third, first);
    assertThat(listed(DeliveryState.DELIVERED, one)).isEmpty();
    assertThat(outbox().list(DeliveryState.PENDING, null, third, 1))
        .extracting(EventDelivery::id)
        .containsExactly(second);
    assertThat(outbox().list(null, one, third, 5))
        .extracting(EventDelivery::id)
        .containsExactly(first);
  }

  @Test
  void listsTheEventsOfAUser() {
    UserId ana = newUser();
    AccountId account = account();
    tell(account());
    UUID first = tell(account, ana);
    UUID second = tell(account, ana);

    assertThat(outbox().list(new EventFilter(null, null, null, ana), null, 5))
        .extracting(EventDelivery::id)
        .containsExactly(second, first);
    assertThat(outbox().list(new EventFilter(null, null, account, ana), second, 5))
        .extracting(EventDelivery::id)
        .containsExactly(first);
    assertThat(outbox().list(new EventFilter(DeliveryState.FAILED, null, null, ana), null, 5))
        .isEmpty();
    assertThat(outbox().list(new EventFilter(null, null, null, newUser()), null, 5)).isEmpty();
  }

  @Test
  void theLongestWaitIsTheAgeOfTheOldestUndeliveredEvent() {
    AccountId account = account();
    tell(account);
    age(Duration.ofMinutes(9));
    tell(account);
    outbox().postpone(due(), Duration.ofHours(1), "500");

    assertThat(outbox().longestWait(Channel.WEBHOOK))
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    outbox().replay(outbox().list(null, account, null, 5).getLast().id());
    outbox().settle(due(), DeliveryState.DELIVERED, OK);
    assertThat(outbox().longestWait(Channel.WEBHOOK)).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void anEmailAndTheWebhookEventsOfItsAccountDoNotWaitForEachOther() {
    AccountId account = account();
    UUID event = tell(account);
    UUID email = mail(account);
    UUID later = tell(account);

    ClaimedEvent sending = outbox().claim(Channel.EMAIL, LEASE).orElseThrow();
    ClaimedEvent delivering = due();

    assertThat(sending.id()).isEqualTo(email);
    assertThat(delivering.id()).isEqualTo(event);
    outbox().settle(sending, DeliveryState.FAILED, "550");
    outbox().settle(delivering, DeliveryState.DELIVERED, OK);
    assertThat(due().id()).isEqualTo(later);
    assertThat(outbox().claim(Channel.EMAIL, LEASE)).isEmpty();
  }

  @Test
  void anEmailIsClaimedOnceAndAgainAfterItsLease() {
    UUID email = mail(account());
    ClaimedEvent dead = outbox().claim(Channel.EMAIL, Duration.ZERO).orElseThrow();

    ClaimedEvent heir = outbox().claim(Channel.EMAIL, LEASE).orElseThrow();

    assertThat(heir.id()).isEqualTo(email);
    assertThat(outbox().claim(Channel.EMAIL, LEASE)).isEmpty();
    outbox().settle(dead, DeliveryState.DELIVERED, OK);
    assertThat(outbox().longestWait(Channel.EMAIL)).isLessThan(Duration.ofMinutes(1));
    outbox().postpone(heir, Duration.ofHours(1), "unreachable");
    assertThat(outbox().claim(Channel.EMAIL, LEASE)).isEmpty();
  }

  @Test
  void anEmailIsNeitherListedNorCountedNorRepeated() {
    UUID email = mail(account());
    outbox()
        .settle(outbox().claim(Channel.EMAIL, LEASE).orElseThrow(), DeliveryState.FAILED, "550");

    assertThat(listed(null, null)).isEmpty();
    assertThat(outbox().findPayloads(List.of(email))).isEmpty();
    assertThat(outbox().readStatistics(10).counts()).isEmpty();
    assertThat(outbox().readStatistics(10).retried()).isZero();
    assertThat(outbox().replay(email)).isEqualTo(ReplayResult.NOT_FOUND);
    assertThat(outbox().replayFailed(10)).isZero();
    assertThat(outbox().claim(Channel.EMAIL, LEASE)).isEmpty();
  }

  @Test
  void aPauseOfTheEndpointDoesNotDelayAnEmail() {
    tell(account());
    UUID email = mail(account());
    outbox().pause(due(), EndpointStatus.State.DISABLED, "410", Duration.ofMinutes(1));

    ClaimedEvent sending = outbox().claim(Channel.EMAIL, LEASE).orElseThrow();

    assertThat(sending.id()).isEqualTo(email);
    assertThat(sending.probe()).isFalse();
    outbox().settle(sending, DeliveryState.DELIVERED, "250");
    assertThat(outbox().readEndpoint().state()).isEqualTo(EndpointStatus.State.DISABLED);
    assertThat(next()).isEmpty();
  }

  @Test
  void anEmailIsNotAProbeOfAPausedEndpoint() {
    AccountId account = account();
    tell(account);
    outbox().pause(due(), EndpointStatus.State.DISABLED, "410", Duration.ofMinutes(1));
    assertThat(outbox().discard(Channel.WEBHOOK, Duration.ofHours(-1), 10)).isEqualTo(1);
    mail(account());
    age(Duration.ofMinutes(2));
    Instant probeAt = outbox().readEndpoint().nextProbeAt();

    assertThat(next()).isEmpty();

    assertThat(outbox().readEndpoint().nextProbeAt()).isEqualTo(probeAt);
  }

  @Test
  void discardsAndAgesEachChannelByItself() {
    tell(account());
    mail(account());
    age(Duration.ofMinutes(9));

    assertThat(outbox().longestWait(Channel.EMAIL))
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    assertThat(outbox().discard(Channel.EMAIL, Duration.ofMinutes(1), 10)).isEqualTo(1);

    assertThat(outbox().claim(Channel.EMAIL, LEASE)).isEmpty();
    assertThat(outbox().longestWait(Channel.EMAIL)).isZero();
    assertThat(next()).isPresent();
  }
}
