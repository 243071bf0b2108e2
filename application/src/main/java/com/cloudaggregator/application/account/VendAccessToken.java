package com.cloudaggregator.application.account;

import com.cloudaggregator.application.account.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotConfigured;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotFound;
import com.cloudaggregator.application.account.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.account.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.account.AccessTokenOutcome.Unavailable;
import com.cloudaggregator.application.account.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.evidence.ServiceCall;
import com.cloudaggregator.application.evidence.ServiceCall.Answer;
import com.cloudaggregator.application.port.ServiceCalls;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.application.port.TokenLimits;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gives an access token for a user's account to the user himself, or to the host's backend for him; refreshed where it
 * has to be. What the backend asks for is on record before it is answered, and without a record there is no answer.
 */
public final class VendAccessToken {
  /** Kept back of a service's time, to put on record what it is answered. */
  private static final Duration TO_RECORD = Duration.ofMillis(2500);

  private final AccessTokens tokens;
  private final TokenLimits limits;
  private final ServiceCalls calls;

  public VendAccessToken(AccessTokens tokens, TokenLimits limits, ServiceCalls calls) {
    this.tokens = tokens;
    this.limits = limits;
    this.calls = calls;
  }

  public AccessTokenOutcome vend(AccountId id, UserId owner) {
    return limited(id, owner, null, Duration.ZERO);
  }

  /**
   * @param service who asks
   * @param user whose account it must be
   * @param epoch that the service goes by; null when it takes the present one
   */
  public AccessTokenOutcome vendFor(UserId service, UserId user, AccountId id, @Nullable Epoch epoch) {
    AccessTokenOutcome outcome = limited(id, user, epoch, TO_RECORD);
    Epoch given = outcome instanceof Vended vended ? vended.epoch() : null;
    calls.record(new ServiceCall(service, user, id, epoch, answer(outcome), given));
    return outcome;
  }

  private AccessTokenOutcome limited(
      AccountId id, UserId owner, @Nullable Epoch epoch, Duration reserve) {
    return switch (limits.tryAsk(owner)) {
      case LimitResult.Allowed() -> tokens.obtain(id, owner, epoch, reserve);
      case LimitResult.Exceeded(var retryAfter) -> new RateLimited(retryAfter);
    };
  }

  private static Answer answer(AccessTokenOutcome outcome) {
    return switch (outcome) {
      case Vended _ -> Answer.TOKEN_GIVEN;
      case NotFound _ -> Answer.NOT_FOUND;
      case OwnerChanged _ -> Answer.OWNER_CHANGED;
      case NeedsReconnect _ -> Answer.NEEDS_RECONNECT;
      case Unavailable _ -> Answer.UNAVAILABLE;
      case RateLimited _ -> Answer.RATE_LIMITED;
      case NotConfigured _ -> Answer.NOT_CONFIGURED;
    };
  }
}
