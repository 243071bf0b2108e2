package com.cloudaggregator.domain.credential;

import com.cloudaggregator.domain.account.ReconnectReason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's answer to a refresh means for the account (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, section 6</a>). Only {@link
 * Terminal} requires the owner to sign in again; an error that may be caused by the network or by
 * us never does.
 */
public sealed interface RefreshVerdict {

  /** Fresh credentials; without a refresh token if the provider does not rotate it. */
  record Refreshed(Credentials credentials) implements RefreshVerdict {}

  /** A retry is useless: the owner has to sign in again. */
  record Terminal(ReconnectReason reason) implements RefreshVerdict {}

  /**
   * A retry may succeed.
   *
   * @param failure never {@link RefreshFailure#CLIENT_REFUSED}
   * @param retryAfterOrNull delay that the provider asks for; null if it does not say
   * @param mayHaveHappened whether the provider may have refreshed anyway, so that a rotated
   *     refresh token is lost
   */
  record Transient(
      RefreshFailure failure, @Nullable Duration retryAfterOrNull, boolean mayHaveHappened)
      implements RefreshVerdict {
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfterOrNull);
    }
  }

  /**
   * Our client was refused, for example with {@code invalid_client}. An operator has to correct the
   * configuration; account owners can do nothing.
   */
  record ClientRefused() implements RefreshVerdict {}
}
