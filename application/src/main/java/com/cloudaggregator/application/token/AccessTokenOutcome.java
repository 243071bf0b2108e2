package com.cloudaggregator.application.token;

import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Outcome of a request for an access token. */
public sealed interface AccessTokenOutcome {

  /**
   * A token from the owner's own grant.
   *
   * @param expiresAtOrNull null if the provider does not say
   */
  record Vended(Secret accessToken, @Nullable Instant expiresAtOrNull, Epoch epoch)
      implements AccessTokenOutcome {}

  /** No such account, or it belongs to another user. */
  record AccountNotFound() implements AccessTokenOutcome {}

  /** The epoch that the caller named is no longer current. */
  record OwnerChanged() implements AccessTokenOutcome {}

  /** An operator has frozen the account. */
  record AccountFrozen() implements AccessTokenOutcome {}

  record NeedsReconnect(ReconnectReason reason) implements AccessTokenOutcome {}

  /** The provider is unavailable or refuses our client. */
  record ProviderUnavailable(Duration retryAfter) implements AccessTokenOutcome {}

  /** There are too many requests to the provider. */
  record RateLimited(Duration retryAfter) implements AccessTokenOutcome {}

  /** This installation has no client at the provider, or no longer has one. */
  record ProviderNotConfigured() implements AccessTokenOutcome {}
}
