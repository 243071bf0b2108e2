package com.cloudaggregator.application.account;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.account.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotConfigured;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotFound;
import com.cloudaggregator.application.account.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.account.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.account.AccessTokenOutcome.Unavailable;
import com.cloudaggregator.application.account.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.port.ExpiringTokens;
import com.cloudaggregator.application.port.ExpiringTokens.Expiring;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Refreshes access tokens before anybody asks for them, by the very path of {@link AccessTokens}: lease, verdicts and
 * pauses are the same. Each provider has a turn of its own, beside the others; a provider in trouble loses it until the
 * next run, and holds up nobody else.
 */
public final class RefreshAhead {
  /** Accounts of one provider in one run at most. */
  static final int MOST = 1000;

  /** Of one provider at a time; most of its places are left to those who wait for an answer. */
  static final int AT_ONCE = 4;

  /** After it, no further refresh is begun. */
  static final Duration LONGEST_RUN = Duration.ofSeconds(30);

  private static final int BATCH = 25 * AT_ONCE;

  private final ExpiringTokens expiring;
  private final AccessTokens tokens;
  private final Providers providers;
  private final Executor threads;
  private final Clock clock;
  private final Duration ahead;

  /**
   * @param threads one for each task that is given to it
   * @param ahead zero when nothing is refreshed before it is asked for
   */
  public RefreshAhead(
      ExpiringTokens expiring,
      AccessTokens tokens,
      Providers providers,
      Executor threads,
      Clock clock,
      Duration ahead) {
    this.expiring = expiring;
    this.tokens = tokens;
    this.providers = providers;
    this.threads = threads;
    this.clock = clock;
    this.ahead = ahead;
  }

  /** What became of one account. */
  public enum Ending {
    REFRESHED,
    NEEDS_RECONNECT,
    /** The provider is in trouble, or refuses our client; a later run tries again. */
    POSTPONED,
    /** It is someone else's by now, or nobody's. */
    OVERTAKEN
  }

  /**
   * @param goOn asked before each few accounts
   * @return how many came to which end
   */
  public Map<Ending, Long> run(BooleanSupplier goOn) {
    if (!ahead.isPositive()) {
      return Map.of();
    }
    Instant end = clock.instant().plus(LONGEST_RUN);
    BooleanSupplier inTime = () -> goOn.getAsBoolean() && clock.instant().isBefore(end);
    List<CompletableFuture<Map<Ending, Long>>> turns = configured().stream()
        .map(provider -> CompletableFuture.supplyAsync(() -> turn(provider, inTime), threads))
        .toList();
    Map<Ending, Long> done = new EnumMap<>(Ending.class);
    for (Map<Ending, Long> turn : all(turns)) {
      turn.forEach((ending, times) -> done.merge(ending, times, Long::sum));
    }
    return done;
  }

  /** How long it has been possible to refresh a token that is about to end. */
  public Duration longestWait() {
    return ahead.isPositive() ? expiring.longestWait(ahead, configured()) : Duration.ZERO;
  }

  private Set<Provider> configured() {
    return providers.all().stream()
        .filter(ProviderProfile::configured)
        .map(ProviderProfile::provider)
        .collect(Collectors.toSet());
  }

  private Map<Ending, Long> turn(Provider provider, BooleanSupplier goOn) {
    Map<Ending, Long> done = new EnumMap<>(Ending.class);
    Set<AccountId> seen = new HashSet<>();
    boolean over = false;
    while (!over && seen.size() < MOST) {
      List<Expiring> batch = expiring.within(ahead, provider, BATCH).stream()
          .filter(each -> seen.add(each.account()))
          .toList();
      over = batch.isEmpty();
      for (int from = 0; !over && from < batch.size(); from += AT_ONCE) {
        over = !goOn.getAsBoolean()
            || endsTheTurn(atOnce(batch.subList(from, Math.min(from + AT_ONCE, batch.size()))), done);
      }
    }
    return done;
  }

  private List<AccessTokenOutcome> atOnce(List<Expiring> few) {
    return all(few.stream()
        .map(each -> CompletableFuture.supplyAsync(
            () -> tokens.renew(each.account(), each.owner(), each.epoch()), threads))
        .toList());
  }

  /** One account may have a trouble of its own; all of a few have their provider's. */
  private static boolean endsTheTurn(List<AccessTokenOutcome> outcomes, Map<Ending, Long> done) {
    outcomes.forEach(outcome -> done.merge(ending(outcome), 1L, Long::sum));
    return outcomes.stream().anyMatch(RateLimited.class::isInstance)
        || outcomes.stream().allMatch(outcome -> ending(outcome) == Ending.POSTPONED);
  }

  private static Ending ending(AccessTokenOutcome outcome) {
    return switch (outcome) {
      case Vended _ -> Ending.REFRESHED;
      case NeedsReconnect _ -> Ending.NEEDS_RECONNECT;
      case Unavailable _, RateLimited _, NotConfigured _ -> Ending.POSTPONED;
      case NotFound _, OwnerChanged _ -> Ending.OVERTAKEN;
    };
  }

  /** Waits for every one of them, whatever becomes of the others. */
  private static <T> List<T> all(List<CompletableFuture<T>> begun) {
    try {
      CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StorageException failed) {
        throw new StorageException(failed.fault(), failed);
      }
      throw e;
    }
    List<T> results = new ArrayList<>();
    begun.forEach(each -> results.add(each.join()));
    return results;
  }
}
