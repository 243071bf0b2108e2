package com.cloudaggregator.bootstrap.logging;

import com.cloudaggregator.bootstrap.metrics.ProviderCallMeters;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.oauth.CallStatus;
import com.cloudaggregator.oauth.RefusalReporter;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line for each refusal, such as {@code [ACMEDRIVE][TOKEN_EXCHANGE] refused: 401
 * invalid_client}. WARN where a provider or our configuration is the cause; INFO for users' bearer
 * tokens, which expire every day. At most 30 lines a minute for each source and step, since callers
 * decide how often a refusal happens; the next line says how many were left out.
 */
final class RefusalLog implements RefusalReporter {
  private static final Logger LOG = LoggerFactory.getLogger("com.cloudaggregator.refusals");
  private static final int LINES = 30;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** Bounded: sources are the configured providers, the sign-in and the users' tokens. */
  private final Map<String, Budget> budgets = new ConcurrentHashMap<>();

  private final TimeMeter time;
  private final ProviderCallMeters calls;

  RefusalLog(Clock clock, ProviderCallMeters calls) {
    this.calls = calls;
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
          }

          @Override
          public boolean isWallClockBased() {
            return true;
          }
        };
  }

  private record Budget(Bucket lines, AtomicLong leftOut) {}

  @Override
  public void report(Refusal refusal) {
    String prefix = "[" + refusal.source() + "][" + refusal.step() + "]";
    Budget budget =
        budgets.computeIfAbsent(prefix, ignored -> new Budget(lines(), new AtomicLong()));
    if (!budget.lines().tryConsume(1)) {
      budget.leftOut().incrementAndGet();
      return;
    }
    long leftOut = budget.leftOut().getAndSet(0);
    LOG.atLevel(refusal.source().equals(Refusal.USERS) ? Level.INFO : Level.WARN)
        .addKeyValue("action", refusal.step().name())
        .addKeyValue("source", refusal.source())
        .addKeyValue("reason", refusal.reason())
        .log(
            prefix
                + " refused: "
                + refusal.reason()
                + (leftOut == 0 ? "" : " (" + leftOut + " more before)"));
  }

  @Override
  public void called(Provider provider, CallStatus status, Duration took) {
    calls.called(provider, status, took);
  }

  private Bucket lines() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(LINES).refillGreedy(LINES, PERIOD))
        .withCustomTimePrecision(time)
        .build();
  }
}
