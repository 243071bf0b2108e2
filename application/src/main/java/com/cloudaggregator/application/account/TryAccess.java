package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.Providers.StorageResult;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.application.port.TokenLimits;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tries, now and at the provider, whether an owner's credentials work. A token that is merely kept proves nothing, so the
 * provider is asked a harmless question with it; one that it refuses is refreshed, once, as for everybody else.
 */
public final class TryAccess {
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final CloudAccounts accounts;
  private final AccessTokens tokens;
  private final Providers providers;
  private final TokenLimits limits;
  private final Clock clock;

  public TryAccess(
      CloudAccounts accounts, AccessTokens tokens, Providers providers, TokenLimits limits, Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.providers = providers;
    this.limits = limits;
    this.clock = clock;
  }

  /** What was found. */
  public enum Found {
    /** The provider answered. */
    WORKS,
    NEEDS_RECONNECT,
    /** It did not answer, or nothing that tells. */
    UNAVAILABLE,
    RATE_LIMITED,
    NOT_CONFIGURED,
    /** No such account, or not this user's: the same answer for both. */
    NOT_FOUND
  }

  public Found tryNow(AccountId id, UserId owner) {
    return switch (limits.tryAsk(owner)) {
      case LimitResult.Exceeded _ -> Found.RATE_LIMITED;
      case LimitResult.Allowed() -> accounts.findOwned(id, owner)
          .map(account -> ask(
              id, owner, account.providerAccount().provider(), null, null, clock.instant().plus(PATIENCE)))
          .orElse(Found.NOT_FOUND);
    };
  }

  /** @param refused an access token that the provider does not take any more; null the first time */
  private Found ask(
      AccountId id, UserId owner, Provider provider, @Nullable Epoch seen, @Nullable Secret refused, Instant deadline) {
    return switch (tokens.obtain(id, owner, seen, refused, deadline)) {
      case AccessTokenOutcome.Vended(var token, _, var epoch) ->
          switch (providers.storage(provider, token, Duration.between(clock.instant(), deadline))) {
            case StorageResult.Known _ -> Found.WORKS;
            case StorageResult.TokenRefused() ->
                refused == null ? ask(id, owner, provider, epoch, token, deadline) : Found.UNAVAILABLE;
            case StorageResult.Unavailable() -> Found.UNAVAILABLE;
          };
      case AccessTokenOutcome.NeedsReconnect _ -> Found.NEEDS_RECONNECT;
      case AccessTokenOutcome.Unavailable _ -> Found.UNAVAILABLE;
      case AccessTokenOutcome.RateLimited _ -> Found.RATE_LIMITED;
      case AccessTokenOutcome.NotConfigured _ -> Found.NOT_CONFIGURED;
      case AccessTokenOutcome.NotFound _, AccessTokenOutcome.OwnerChanged _ -> Found.NOT_FOUND;
    };
  }
}
