package com.cloudaggregator.application.evidence;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import org.jspecify.annotations.Nullable;

/**
 * That a host's backend asked for an access token in the name of a user.
 *
 * @param service who asked, by the {@code sub} of its token
 * @param user in whose name
 * @param account as it was asked for; there need not be one
 * @param asked the epoch that the service went by; null when it took the present one
 * @param given the epoch of the token that it got; null when it got none
 */
public record ServiceCall(
    UserId service, UserId user, AccountId account, @Nullable Epoch asked, Answer answer, @Nullable Epoch given) {

  /** What it was answered. */
  public enum Answer {
    TOKEN_GIVEN,
    NOT_FOUND,
    OWNER_CHANGED,
    NEEDS_RECONNECT,
    UNAVAILABLE,
    RATE_LIMITED,
    NOT_CONFIGURED
  }
}
