package com.cloudaggregator.application.token;

import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.limit.TokenRateLimit;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountFrozen;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountNotFound;
import com.cloudaggregator.application.token.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.token.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderUnavailable;
import com.cloudaggregator.application.token.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.token.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.token.ServiceCall.CallResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Vends an access token to the owner, or to the host's backend on the owner's behalf, and refreshes
 * it if necessary. A call of the backend is recorded before it is answered; if it cannot be
 * recorded, there is no answer.
 */
public final class VendAccessToken {
  /** Reserved for recording the result of a service call. */
  private static final Duration RECORD_RESERVE = Duration.ofMillis(2500);

  private final AccessTokens tokens;
  private final TokenRateLimit limits;
  private final ServiceCalls calls;

  public VendAccessToken(AccessTokens tokens, TokenRateLimit limits, ServiceCalls calls) {
    this.tokens = tokens;
    this.limits = limits;
    this.calls = calls;
  }

  public AccessTokenOutcome vend(AccountId id, UserId owner) {
    return obtainWithinLimit(id, owner, null, Duration.ZERO);
  }

  /**
   * @param service the caller
   * @param user who must own the account
   * @param epoch that the service expects; null to accept the current one
   */
  public AccessTokenOutcome vendFor(
      UserId service, UserId user, AccountId id, @Nullable Epoch epoch) {
    AccessTokenOutcome outcome = obtainWithinLimit(id, user, epoch, RECORD_RESERVE);
    Epoch vendedEpoch = outcome instanceof Vended vended ? vended.epoch() : null;
    calls.record(new ServiceCall(service, user, id, epoch, toCallResult(outcome), vendedEpoch));
    return outcome;
  }

  private AccessTokenOutcome obtainWithinLimit(
      AccountId id, UserId owner, @Nullable Epoch epoch, Duration reserve) {
    return switch (limits.tryAcquire(owner)) {
      case RateLimitResult.Allowed() -> tokens.obtain(id, owner, epoch, reserve);
      case RateLimitResult.Exceeded(var retryAfter) -> new RateLimited(retryAfter);
    };
  }

  private static CallResult toCallResult(AccessTokenOutcome outcome) {
    return switch (outcome) {
      case Vended _ -> CallResult.TOKEN_GIVEN;
      case AccountNotFound _ -> CallResult.NOT_FOUND;
      case OwnerChanged _ -> CallResult.OWNER_CHANGED;
      case AccountFrozen _ -> CallResult.ACCOUNT_FROZEN;
      case NeedsReconnect _ -> CallResult.NEEDS_RECONNECT;
      case ProviderUnavailable _ -> CallResult.UNAVAILABLE;
      case RateLimited _ -> CallResult.RATE_LIMITED;
      case ProviderNotConfigured _ -> CallResult.NOT_CONFIGURED;
    };
  }
}
