package com.cloudaggregator.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.delivery.DeliveryFigures;
import com.cloudaggregator.application.delivery.DeliveryState;
import com.cloudaggregator.application.delivery.EventDelivery;
import com.cloudaggregator.application.delivery.ReplayResult;
import com.cloudaggregator.application.port.Outbox.Due;
import com.cloudaggregator.domain.account.AccountId;
import java.time.Duration;
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

/** What every outbox promises: {@link Outbox}, line by line. */
public abstract class OutboxContract {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final String OK = "200";

  protected abstract Outbox outbox();

  /** Removes every event; before each test too. */
  protected abstract void empty();

  /** A new account, without an event. */
  protected abstract AccountId account();

  /** Writes one more event of the account. */
  protected abstract UUID tell(AccountId account);

  private Optional<Due> next() {
    return outbox().claim(LEASE);
  }

  private Due due() {
    return next().orElseThrow();
  }

  private List<UUID> listed(@Nullable DeliveryState state, @Nullable AccountId account) {
    return outbox().list(state, account, null, 100).stream().map(EventDelivery::id).toList();
  }

  private EventDelivery only() {
    return outbox().list(null, null, null, 2).getFirst();
  }

  @Test
  void anEventIsHandedToOneWithItsBody() {
    UUID event = tell(account());

    Due due = due();

    assertThat(due.id()).isEqualTo(event);
    assertThat(due.attempt()).isEqualTo(1);
    assertThat(due.tries()).isEqualTo(1);
    assertThat(due.body()).startsWith("{").contains("account.connected");
    assertThat(due.toString()).doesNotContain("account.connected");
    assertThat(next()).isEmpty();
  }

  @Test
  void theNextOfAnAccountComesWhenTheOneBeforeIsDelivered() {
    AccountId account = account();
    List<UUID> events = List.of(tell(account), tell(account), tell(account));

    for (UUID event : events) {
      Due due = due();
      assertThat(due.id()).isEqualTo(event);
      assertThat(next()).isEmpty();
      outbox().settle(due, DeliveryState.DELIVERED, OK);
    }

    assertThat(next()).isEmpty();
    assertThat(listed(DeliveryState.DELIVERED, account)).isEqualTo(events.reversed());
  }

  @Test
  void whatIsPutOffOrHasFailedHoldsBackItsOwnAccountAlone() {
    AccountId stuck = account();
    AccountId broken = account();
    tell(stuck);
    tell(stuck);
    outbox().postpone(due(), Duration.ofHours(1), "500");
    tell(broken);
    tell(broken);
    outbox().settle(due(), DeliveryState.FAILED, "410");
    UUID third = tell(account());

    assertThat(next()).map(Due::id).contains(third);
    assertThat(next()).isEmpty();
    assertThat(outbox().list(DeliveryState.FAILED, null, null, 10)).singleElement()
        .extracting(EventDelivery::account, EventDelivery::lastStatus).containsExactly(broken, "410");
  }

  @Test
  void figuresCountEachStateAndWhatTookMoreThanOneAttempt() {
    assertThat(outbox().figures(10)).isEqualTo(new DeliveryFigures(Map.of(), 10, 0, Duration.ZERO));
    IntStream.range(0, 3).forEach(_ -> tell(account()));
    outbox().postpone(due(), Duration.ZERO, "500");
    outbox().settle(due(), DeliveryState.FAILED, "410");
    outbox().settle(due(), DeliveryState.DELIVERED, OK);
    outbox().postpone(due(), Duration.ofHours(1), "500");

    DeliveryFigures figures = outbox().figures(10);

    assertThat(figures.counts()).isEqualTo(
        Map.of(DeliveryState.PENDING, 1L, DeliveryState.FAILED, 1L, DeliveryState.DELIVERED, 1L));
    assertThat(figures.retried()).isEqualTo(1);
    assertThat(figures.longestWait()).isZero();
    assertThat(figures.isWhole(DeliveryState.FAILED)).isTrue();
    assertThat(outbox().figures(1).isWhole(DeliveryState.FAILED)).isFalse();
  }

  @Test
  void figuresCountNoFurtherThanTheyAreTold() {
    IntStream.range(0, 5).forEach(_ -> tell(account()));

    assertThat(outbox().figures(3).counts()).isEqualTo(Map.of(DeliveryState.PENDING, 3L));
  }

  @Test
  void whatIsPostponedComesAgainWithTheSameBody() {
    tell(account());
    Due first = due();
    outbox().postpone(first, Duration.ZERO, "no_answer");
    assertThat(only()).extracting(EventDelivery::state, EventDelivery::lastStatus, EventDelivery::attempts)
        .containsExactly(DeliveryState.PENDING, "no_answer", 1);

    Due again = due();

    assertThat(again).isEqualTo(new Due(first.id(), first.body(), 2, 2));
  }

  @Test
  void whoseLeaseIsOverHasNoSayAnyMore() {
    AccountId account = account();
    tell(account);
    tell(account);
    Due dead = outbox().claim(Duration.ZERO).orElseThrow();
    Due heir = due();

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
  void ofAllNodesOneGetsAnAccountsEvent() throws InterruptedException, ExecutionException {
    for (int round = 0; round < 5; round++) {
      empty();
      AccountId one = account();
      AccountId other = account();
      Set<UUID> heads = Set.of(tell(one), tell(other));
      IntStream.range(0, 5).forEach(_ -> {
        tell(one);
        tell(other);
      });

      List<Optional<Due>> answers = Race.run(i -> this::next);

      assertThat(answers.stream().flatMap(Optional::stream).map(Due::id).collect(Collectors.toList()))
          .doesNotHaveDuplicates()
          .isSubsetOf(heads);
    }
  }

  @Test
  void whatIsReplayedIsDeliveredOnceMoreUnderItsId() {
    UUID event = tell(account());
    outbox().settle(due(), DeliveryState.DELIVERED, OK);

    assertThat(outbox().replay(event)).isEqualTo(ReplayResult.REPLAYED);

    Due again = due();
    assertThat(again.id()).isEqualTo(event);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.tries()).isEqualTo(1);
    assertThat(outbox().replay(UUID.randomUUID())).isEqualTo(ReplayResult.NOT_FOUND);
  }

  @Test
  void aReplayDoesNotDisturbWhatIsUnderWay() {
    AccountId account = account();
    UUID first = tell(account);
    outbox().settle(due(), DeliveryState.DELIVERED, OK);
    tell(account);
    Due second = due();

    outbox().replay(first);
    outbox().replay(second.id());

    assertThat(next()).isEmpty();
    outbox().settle(second, DeliveryState.DELIVERED, OK);
    assertThat(due().id()).isEqualTo(first);
  }

  @Test
  void oneThatWasLeftBesideAReplayedOneIsTakenUpFirst() {
    AccountId account = account();
    UUID first = tell(account);
    outbox().settle(due(), DeliveryState.DELIVERED, OK);
    UUID second = tell(account);
    assertThat(outbox().claim(Duration.ZERO)).isPresent();
    outbox().replay(first);

    Due due = due();

    assertThat(due.id()).isEqualTo(second);
    assertThat(next()).isEmpty();
  }

  @Test
  void allThatHaveFailedAreReplayedWithinTheLimit() {
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
  void whatHasWaitedForNobodyIsDiscardedAndCanBeReplayed() {
    UUID event = tell(account());

    assertThat(outbox().discard(Duration.ofHours(1), 10)).isZero();
    assertThat(outbox().discard(Duration.ofHours(-1), 10)).isEqualTo(1);

    assertThat(next()).isEmpty();
    assertThat(listed(DeliveryState.DISCARDED, null)).containsExactly(event);
    outbox().replay(event);
    assertThat(due().id()).isEqualTo(event);
  }

  @Test
  void pagesAreNewestFirstOfAStateAndOfAnAccount() {
    AccountId one = account();
    UUID first = tell(one);
    UUID second = tell(account());
    UUID third = tell(one);

    assertThat(listed(null, null)).containsExactly(third, second, first);
    assertThat(listed(null, one)).containsExactly(third, first);
    assertThat(listed(DeliveryState.PENDING, one)).containsExactly(third, first);
    assertThat(listed(DeliveryState.DELIVERED, one)).isEmpty();
    assertThat(outbox().list(DeliveryState.PENDING, null, third, 1)).extracting(EventDelivery::id)
        .containsExactly(second);
    assertThat(outbox().list(null, one, third, 5)).extracting(EventDelivery::id).containsExactly(first);
  }

  @Test
  void nothingWaitsThatIsPutOffOrHeldBack() {
    AccountId account = account();
    tell(account);
    tell(account);
    outbox().postpone(due(), Duration.ofHours(1), "500");

    assertThat(outbox().longestWait()).isZero();
  }
}
