package com.cloudaggregator.application.account;

import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.limit.TokenRateLimit;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.application.token.AccessTokenOutcome;
import com.cloudaggregator.application.token.AccessTokens;
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
 * Tests at the provider whether an owner's credentials work. That a token is stored proves nothing,
 * so it is used for a harmless request. A token that the provider refuses is refreshed once, as for
 * any other caller.
 */
public final class TestConnection {
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final CloudAccounts accounts;
  private final AccessTokens tokens;
  private final Providers providers;
  private final TokenRateLimit limits;
  private final Clock clock;

  public TestConnection(
      CloudAccounts accounts,
      AccessTokens tokens,
      Providers providers,
      TokenRateLimit limits,
      Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.providers = providers;
    this.limits = limits;
    this.clock = clock;
  }

  /** Result of the test. */
  public enum ConnectionTestResult {
    /** The provider accepted the token. */
    WORKS,
    /** An operator has frozen the account. */
    FROZEN,
    NEEDS_RECONNECT,
    /** The provider did not answer, or its answer proves nothing. */
    UNAVAILABLE,
    /** There is a valid token, but the provider has no call to test it with. */
    NOT_TESTABLE,
    RATE_LIMITED,
    NOT_CONFIGURED,
    /** No such account, or it belongs to another user. */
    NOT_FOUND
  }

  public ConnectionTestResult test(AccountId id, UserId owner) {
    return switch (limits.tryAcquire(owner)) {
      case RateLimitResult.Exceeded _ -> ConnectionTestResult.RATE_LIMITED;
      case RateLimitResult.Allowed() ->
          accounts
              .findOwned(id, owner)
              .map(
                  account ->
                      tryToken(
                          id,
                          owner,
                          account.providerAccount().provider(),
                          null,
                          null,
                          clock.instant().plus(PATIENCE)))
              .orElse(ConnectionTestResult.NOT_FOUND);
    };
  }

  /**
   * @param refused an access token that the provider has refused; null at the first attempt
   */
  private ConnectionTestResult tryToken(
      AccountId id,
      UserId owner,
      Provider provider,
      @Nullable Epoch seen,
      @Nullable Secret refused,
      Instant deadline) {
    return switch (tokens.obtain(id, owner, seen, refused, deadline)) {
      case AccessTokenOutcome.Vended(var token, _, var epoch) ->
          switch (providers.storage(provider, token, Duration.between(clock.instant(), deadline))) {
            case StorageResult.Measured _, StorageResult.NoStorage _ -> ConnectionTestResult.WORKS;
            case StorageResult.TokenRefused() ->
                refused == null
                    ? tryToken(id, owner, provider, epoch, token, deadline)
                    : ConnectionTestResult.UNAVAILABLE;
            case StorageResult.NotReported() -> ConnectionTestResult.NOT_TESTABLE;
            case StorageResult.StorageUnavailable() -> ConnectionTestResult.UNAVAILABLE;
          };
      case AccessTokenOutcome.AccountFrozen _ -> ConnectionTestResult.FROZEN;
      case AccessTokenOutcome.NeedsReconnect _ -> ConnectionTestResult.NEEDS_RECONNECT;
      case AccessTokenOutcome.ProviderUnavailable _ -> ConnectionTestResult.UNAVAILABLE;
      case AccessTokenOutcome.RateLimited _ -> ConnectionTestResult.RATE_LIMITED;
      case AccessTokenOutcome.ProviderNotConfigured _ -> ConnectionTestResult.NOT_CONFIGURED;
      case AccessTokenOutcome.AccountNotFound _, AccessTokenOutcome.OwnerChanged _ ->
          ConnectionTestResult.NOT_FOUND;
    };
  }
}
