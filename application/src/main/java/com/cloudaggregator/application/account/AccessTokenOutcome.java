package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of the wish for an access token. */
public sealed interface AccessTokenOutcome {

  /**
   * A token that the owner's own grant gives.
   *
   * @param expiresAtOrNull null when the provider does not say
   */
  record Vended(Secret accessToken, @Nullable Instant expiresAtOrNull, Epoch epoch) implements AccessTokenOutcome {}

  /** No such account, or not this user's: the same answer for both. */
  record NotFound() implements AccessTokenOutcome {}

  /** The epoch that the caller goes by is past. */
  record OwnerChanged() implements AccessTokenOutcome {}

  record NeedsReconnect(ReconnectReason reason) implements AccessTokenOutcome {}

  /** The provider cannot be had at the moment, or refuses our client. */
  record Unavailable(Duration retryAfter) implements AccessTokenOutcome {}

  /** The provider is asked too often. */
  record RateLimited(Duration retryAfter) implements AccessTokenOutcome {}

  /** The provider is not, or not any more, among those that this installation has a client at. */
  record NotConfigured() implements AccessTokenOutcome {}
}
