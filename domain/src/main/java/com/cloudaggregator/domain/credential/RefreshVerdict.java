package com.cloudaggregator.domain.credential;

import com.cloudaggregator.domain.account.ReconnectReason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's answer to a refresh (RFC 6749, section 6) means for the account. Only {@link Terminal} takes it from
 * its owner's reach: what may be the network's fault, or ours, never does.
 */
public sealed interface RefreshVerdict {

  /** Fresh credentials; without a refresh token where the provider goes on with the one that it was shown. */
  record Refreshed(Credentials credentials) implements RefreshVerdict {}

  /** Asking again is no use: the owner has to sign in. */
  record Terminal(ReconnectReason reason) implements RefreshVerdict {}

  /**
   * It may go well later.
   *
   * @param trouble never {@link RefreshTrouble#CLIENT_REFUSED}
   * @param retryAfterOrNull how long the provider asks to be left alone; null when it does not say
   * @param mayHaveHappened whether the provider may have done it all the same, so that a rotated refresh token is lost
   */
  record Transient(RefreshTrouble trouble, @Nullable Duration retryAfterOrNull, boolean mayHaveHappened)
      implements RefreshVerdict {
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfterOrNull);
    }
  }

  /** Our client is refused ({@code invalid_client} and its like): the operator's to mend, and no owner's. */
  record ClientRefused() implements RefreshVerdict {}
}
