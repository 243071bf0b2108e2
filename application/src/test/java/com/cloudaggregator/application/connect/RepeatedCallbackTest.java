package com.cloudaggregator.application.connect;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.connect.ConnectOutcome.Conflict;
import com.cloudaggregator.application.connect.ConnectOutcome.ConnectFailed;
import com.cloudaggregator.application.connect.ConnectOutcome.Connected;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.CountedRandomness;
import com.cloudaggregator.application.testing.ForwardingCloudAccounts;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.RecordedEvents;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.transfer.InMemoryTransferTokens;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same callback delivered twice: one exchange, and the second delivery has the answer of the
 * first. The first is held at each place where it can be slow, and the second arrives on the same
 * node or on another one.
 */
@Timeout(30)
class RepeatedCallbackTest {
  private static final Provider ONEDRIVE = new Provider("onedrive");
  private static final Secret STATE = CountedRandomness.nth(1);

  private final TestClock clock = new TestClock();
  private final InMemoryFlows flows = new InMemoryFlows();
  private final InMemoryAuthorizationStates states = new InMemoryAuthorizationStates();
  private final InMemoryOwnership ownership = new InMemoryOwnership(clock, new CountedIds());
  private final InMemoryTransferTokens tokens = new InMemoryTransferTokens(clock);
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private volatile @Nullable CompletableFuture<Secret> first;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private enum Place {
    PROVIDER,
    INSERT,
    COMMIT
  }

  private enum Nodes {
    ONE,
    TWO
  }

  private enum Owner {
    NOBODY,
    ANOTHER
  }

  static Stream<Arguments> everyPlaceOnOneAndOnTwoNodes() {
    return Stream.of(Place.values())
        .flatMap(
            place ->
                Stream.of(Nodes.values())
                    .flatMap(
                        nodes ->
                            Stream.of(Owner.values())
                                .map(owner -> Arguments.of(place, nodes, owner))));
  }

  @ParameterizedTest
  @MethodSource("everyPlaceOnOneAndOnTwoNodes")
  void hasTheAnswerOfTheFirstAndExchangesNothing(Place place, Nodes nodes, Owner owner)
      throws Exception {
    if (owner == Owner.ANOTHER) {
      ownership.claim(claim(aliceDrive(), bob()));
    }
    ScriptedProviders providers =
        new ScriptedProviders() {
          @Override
          public ExchangeResult exchange(
              Provider provider, Secret code, Secret codeVerifier, String nonce) {
            ExchangeResult result = super.exchange(provider, code, codeVerifier, nonce);
            hold(place == Place.PROVIDER);
            return result;
          }
        };
    providers.identify(claim(aliceDrive(), alice()));
    CloudAccounts accounts =
        new ForwardingCloudAccounts(ownership) {
          @Override
          public ClaimResult claim(NewClaim claim) {
            hold(place == Place.INSERT);
            ClaimResult result = super.claim(claim);
            hold(place == Place.COMMIT);
            return result;
          }
        };
    CompleteConnection node = node(providers, accounts);
    CompleteConnection other = nodes == Nodes.ONE ? node : node(providers, accounts);
    CallbackCommand callback = callback(new Secret("code"), null);

    first = deliver(node, callback);
    reached.await();
    CompletableFuture<Secret> second = deliver(other, callback);
    waiting.await();
    assertThat(second).isNotDone();
    released.countDown();

    Secret answer = Objects.requireNonNull(first).get(10, TimeUnit.SECONDS);
    assertThat(answer.reveal()).startsWith(owner == Owner.NOBODY ? "connected" : "conflict");
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(answer);
    assertThat(providers.exchanges()).hasSize(1);
  }

  @Test
  void isAnsweredTheSameAfterTheFirstHasEnded() {
    ScriptedProviders providers = new ScriptedProviders();
    providers.identify(claim(aliceDrive(), alice()));
    CompleteConnection node = node(providers, ownership);
    CallbackCommand callback = callback(new Secret("code"), null);

    Secret answer = node.answer(callback, RepeatedCallbackTest::present);

    assertThat(node.answer(callback, RepeatedCallbackTest::present)).isEqualTo(answer);
    assertThat(providers.exchanges()).hasSize(1);
  }

  @Test
  void isInvalidWithAnotherCodeOrForAnotherUserOrWithoutTheCookie() {
    ScriptedProviders providers = new ScriptedProviders();
    providers.identify(claim(aliceDrive(), alice()));
    CompleteConnection node = node(providers, ownership);
    CallbackCommand callback = callback(new Secret("code"), null);
    node.answer(callback, RepeatedCallbackTest::present);

    CallbackCommand withoutCookie =
        new CallbackCommand(ONEDRIVE, STATE, callback.response(), null, null, null);
    for (CallbackCommand replay :
        new CallbackCommand[] {
          callback(new Secret("another"), null), callback(new Secret("code"), bob()), withoutCookie
        }) {
      assertThat(node.answer(replay, RepeatedCallbackTest::present).reveal())
          .isEqualTo("failed INVALID_STATE");
    }
    assertThat(providers.exchanges()).hasSize(1);
  }

  @Test
  void isInvalidIfTheFirstNeverEnds() {
    states.markUsed(StateHash.of(STATE), clock.instant().plus(Duration.ofMinutes(10)));

    assertThat(
            node(new ScriptedProviders(), ownership)
                .answer(callback(new Secret("code"), null), RepeatedCallbackTest::present)
                .reveal())
        .isEqualTo("failed INVALID_STATE");
    assertThat(clock.instant())
        .isBeforeOrEqualTo(TestClock.START.plus(AnsweredCallbacks.LONGEST_WAIT));
  }

  private void hold(boolean here) {
    if (here) {
      reached.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CompleteConnection node(ScriptedProviders providers, CloudAccounts accounts) {
    return new CompleteConnection(
        providers,
        flows,
        states,
        accounts,
        ownership,
        tokens,
        new RecordedEvents(),
        this::pause,
        clock,
        new CompleteConnection.OfferTerms(Duration.ofMinutes(10), 5));
  }

  /** A pause lasts until the first delivery has its answer; without one, time passes. */
  private void pause(Duration time) {
    waiting.countDown();
    CompletableFuture<Secret> running = first;
    if (running == null) {
      clock.advance(time);
    } else {
      running.join();
    }
  }

  private CompletableFuture<Secret> deliver(CompleteConnection node, CallbackCommand callback) {
    return CompletableFuture.supplyAsync(
        () -> node.answer(callback, RepeatedCallbackTest::present), threads);
  }

  private CallbackCommand callback(Secret code, @Nullable UserId sessionUser) {
    Secret binding =
        flows.seal(
            new AuthorizationFlow(
                alice(),
                ONEDRIVE,
                new ConnectMode.Connect(),
                StateHash.of(STATE),
                "nonce",
                new Secret("verifier"),
                TestClock.START.plus(Duration.ofMinutes(10))));
    return new CallbackCommand(
        ONEDRIVE, STATE, new Response.Code(code), null, binding, sessionUser);
  }

  private static Secret present(ConnectOutcome outcome) {
    return new Secret(
        switch (outcome) {
          case Connected connected -> "connected " + connected.account().id();
          case Conflict conflict -> "conflict " + conflict.offer().reveal();
          case ConnectFailed failed -> "failed " + failed.reason();
          case ConnectOutcome.OtherAccountChosen _ -> "other";
        });
  }
}
