package com.cloudaggregator.application.storage;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.storage.ReadStorage.StorageOutcome;
import com.cloudaggregator.application.storage.StorageSummary.StorageUsage;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.application.token.VendingPolicy;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many calls a user can cause, and what happens to those that take too long. */
@Timeout(60)
class ReadStorageTest {
  private static final StorageResult MEASURED = new StorageResult.Measured(1, 10L);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final TestClock clock = new TestClock();
  private final InMemoryOwnership store = new InMemoryOwnership(clock, new CountedIds());
  private final ScriptedProviders providers = new ScriptedProviders();
  private final AtomicInteger tokensLeft = new AtomicInteger(1000);
  private final ReadStorage storage =
      new ReadStorage(
          store,
          new AccessTokens(
              store,
              providers,
              event -> {},
              clock::advance,
              clock,
              VendingPolicy.of(Duration.ofMinutes(2)),
              threads),
          providers,
          owner ->
              tokensLeft.getAndDecrement() > 0
                  ? new RateLimitResult.Allowed()
                  : new RateLimitResult.Exceeded(Duration.ofSeconds(7)),
          threads,
          clock);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private void connect(UserId owner, int accounts) {
    for (int n = 0; n < accounts; n++) {
      store.claim(claim(ProviderAccountId.of("onedrive", owner.value() + n), owner));
    }
  }

  private static NewClaim holding(String accessToken) {
    NewClaim claim = claim(ProviderAccountId.of("onedrive", accessToken), alice());
    return new NewClaim(
        claim.account(),
        alice(),
        claim.label(),
        new Credentials(
            new Secret(accessToken), null, TestClock.START.plus(Duration.ofHours(1)), Set.of()));
  }

  private static long measured(StorageOutcome outcome) {
    assertThat(outcome).isInstanceOf(StorageOutcome.Summarized.class);
    return ((StorageOutcome.Summarized) outcome)
        .summary().accounts().stream()
            .filter(account -> account.usage() instanceof StorageUsage.Measured)
            .count();
  }

  @Test
  void concurrentRequestsOfOneUserMakeNoMoreCallsAtOnceThanOne() throws Exception {
    connect(alice(), 20);
    AtomicInteger current = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch answer = new CountDownLatch(1);
    providers.answerStorage(
        token -> {
          calls.incrementAndGet();
          most.accumulateAndGet(current.incrementAndGet(), Math::max);
          awaitUninterrupted(answer);
          current.decrementAndGet();
          return MEASURED;
        });

    List<FutureTask<StorageOutcome>> requests = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      FutureTask<StorageOutcome> request = new FutureTask<>(() -> storage.read(alice()));
      requests.add(request);
      callers.add(Thread.startVirtualThread(request));
    }
    while (current.get() < 8
        || callers.stream().anyMatch(it -> it.getState() != Thread.State.TIMED_WAITING)) {
      Thread.onSpinWait();
    }
    answer.countDown();

    for (FutureTask<StorageOutcome> request : requests) {
      assertThat(measured(request.get())).isEqualTo(20);
    }
    assertThat(most).hasValueLessThanOrEqualTo(8);
    assertThat(calls).as("the answer is shared").hasValue(20);
  }

  @Test
  void takesOneTokenOfTheRateLimitForEachAccount() {
    connect(alice(), 5);
    connect(bob(), 5);
    providers.answerStorage(token -> MEASURED);
    tokensLeft.set(8);

    assertThat(measured(storage.read(alice()))).isEqualTo(5);
    assertThat(tokensLeft).hasValue(3);
    assertThat(measured(storage.read(bob()))).isEqualTo(3);
    assertThat(storage.read(alice()))
        .isEqualTo(new StorageOutcome.RateLimited(Duration.ofSeconds(7)));
  }

  @Test
  void leavesOutWhatTheRateLimitNoLongerAllows() {
    connect(alice(), 3);
    providers.answerStorage(token -> MEASURED);
    tokensLeft.set(2);

    assertThat(measured(storage.read(alice()))).isEqualTo(2);
  }

  /** An interrupt would close the socket of a JDBC connection that the task is reading from. */
  @Test
  void aCallThatTakesTooLongIsNotInterrupted() throws Exception {
    store.claim(holding("fast"));
    store.claim(holding("slow"));
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch slowBegun = new CountDownLatch(1);
    providers.answerStorage(
        token -> {
          if (token.equals(new Secret("fast"))) {
            awaitUninterrupted(slowBegun);
            clock.advance(Duration.ofSeconds(7));
            return MEASURED;
          }
          slowBegun.countDown();
          interrupted.set(!awaitUninterrupted(answer));
          ended.countDown();
          return MEASURED;
        });

    assertThat(measured(storage.read(alice()))).isEqualTo(1);
    answer.countDown();
    ended.await();

    assertThat(interrupted).isFalse();
  }

  /**
   * @return false if the thread was interrupted
   */
  private static boolean awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
