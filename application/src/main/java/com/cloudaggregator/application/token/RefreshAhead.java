package com.cloudaggregator.application.token;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountFrozen;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountNotFound;
import com.cloudaggregator.application.token.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.token.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderUnavailable;
import com.cloudaggregator.application.token.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.token.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.token.ExpiringTokens.ExpiringToken;
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
 * Refreshes access tokens before they expire, through {@link AccessTokens}, with the same leases,
 * verdicts and delays. Providers are processed concurrently; a provider with a failure is skipped
 * until the next run and does not hold up the others.
 */
public final class RefreshAhead {
  /** Maximum number of accounts per provider and run. */
  static final int MAX_ACCOUNTS = 1000;

  /**
   * Concurrent refreshes per provider; most of the provider's capacity is left to waiting requests.
   */
  static final int CONCURRENCY = 4;

  /** No further refresh is started after this time. */
  static final Duration MAX_DURATION = Duration.ofSeconds(30);

  private static final int BATCH = 25 * CONCURRENCY;

  private final ExpiringTokens expiring;
  private final AccessTokens tokens;
  private final Providers providers;
  private final Executor threads;
  private final Clock clock;
  private final Duration ahead;

  /**
   * @param threads starts one thread per task
   * @param ahead how long before its expiry a token is refreshed; zero to disable
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

  /** Result for one account. */
  public enum RefreshOutcome {
    REFRESHED,
    NEEDS_RECONNECT,
    /** The provider is unavailable or refuses our client; a later run tries again. */
    POSTPONED,
    /** The owner has changed, there is none any longer, or the account has been frozen. */
    OVERTAKEN
  }

  /**
   * @param shouldContinue asked before each group of accounts
   * @return number of accounts by result
   */
  public Map<RefreshOutcome, Long> run(BooleanSupplier shouldContinue) {
    if (!ahead.isPositive()) {
      return Map.of();
    }
    Instant end = clock.instant().plus(MAX_DURATION);
    BooleanSupplier hasTime = () -> shouldContinue.getAsBoolean() && clock.instant().isBefore(end);
    List<CompletableFuture<Map<RefreshOutcome, Long>>> runs =
        configuredProviders().stream()
            .map(
                provider ->
                    CompletableFuture.supplyAsync(
                        () -> refreshProvider(provider, hasTime), threads))
            .toList();
    Map<RefreshOutcome, Long> done = new EnumMap<>(RefreshOutcome.class);
    for (Map<RefreshOutcome, Long> run : awaitAll(runs)) {
      run.forEach((outcome, accounts) -> done.merge(outcome, accounts, Long::sum));
    }
    return done;
  }

  /** How long the most urgent token has been waiting for its refresh. */
  public Duration longestWait() {
    return ahead.isPositive() ? expiring.longestWait(ahead, configuredProviders()) : Duration.ZERO;
  }

  private Set<Provider> configuredProviders() {
    return providers.all().stream()
        .filter(ProviderProfile::configured)
        .map(ProviderProfile::provider)
        .collect(Collectors.toSet());
  }

  private Map<RefreshOutcome, Long> refreshProvider(
      Provider provider, BooleanSupplier shouldContinue) {
    Map<RefreshOutcome, Long> done = new EnumMap<>(RefreshOutcome.class);
    Set<AccountId> seen = new HashSet<>();
    boolean finished = false;
    while (!finished && seen.size() < MAX_ACCOUNTS) {
      List<ExpiringToken> batch =
          expiring.listExpiring(ahead, provider, BATCH).stream()
              .filter(each -> seen.add(each.account()))
              .toList();
      finished = batch.isEmpty();
      for (int from = 0; !finished && from < batch.size(); from += CONCURRENCY) {
        finished =
            !shouldContinue.getAsBoolean()
                || isProviderFailing(
                    refreshConcurrently(
                        batch.subList(from, Math.min(from + CONCURRENCY, batch.size()))),
                    done);
      }
    }
    return done;
  }

  private List<AccessTokenOutcome> refreshConcurrently(List<ExpiringToken> group) {
    return awaitAll(
        group.stream()
            .map(
                each ->
                    CompletableFuture.supplyAsync(
                        () -> tokens.renew(each.account(), each.owner(), each.epoch()), threads))
            .toList());
  }

  /** A failure of one account can be its own; if a whole group fails, the cause is the provider. */
  private static boolean isProviderFailing(
      List<AccessTokenOutcome> outcomes, Map<RefreshOutcome, Long> done) {
    outcomes.forEach(outcome -> done.merge(toRefreshOutcome(outcome), 1L, Long::sum));
    return outcomes.stream().anyMatch(RateLimited.class::isInstance)
        || outcomes.stream()
            .allMatch(outcome -> toRefreshOutcome(outcome) == RefreshOutcome.POSTPONED);
  }

  private static RefreshOutcome toRefreshOutcome(AccessTokenOutcome outcome) {
    return switch (outcome) {
      case Vended _ -> RefreshOutcome.REFRESHED;
      case NeedsReconnect _ -> RefreshOutcome.NEEDS_RECONNECT;
      case ProviderUnavailable _, RateLimited _, ProviderNotConfigured _ ->
          RefreshOutcome.POSTPONED;
      case AccountNotFound _, OwnerChanged _, AccountFrozen _ -> RefreshOutcome.OVERTAKEN;
    };
  }

  /** Waits for all of them, even if one fails. */
  private static <T> List<T> awaitAll(List<CompletableFuture<T>> started) {
    try {
      CompletableFuture.allOf(started.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException failed) {
        throw new StoreException(failed.fault(), failed);
      }
      throw e;
    }
    List<T> results = new ArrayList<>();
    started.forEach(each -> results.add(each.join()));
    return results;
  }
}
