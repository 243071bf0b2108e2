package com.cloudaggregator.application.token;

import com.cloudaggregator.application.token.AccessTokenOutcome.AccountFrozen;
import com.cloudaggregator.application.token.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderUnavailable;
import com.cloudaggregator.application.token.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.token.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which stored access token may be vended, and how long to wait after a failed refresh.
 *
 * @param minValidity a token that can be refreshed is vended without a refresh only if it is valid
 *     for longer than this
 * @param patience how long a request waits; a refresh runs no longer than this, except for its last
 *     store call
 * @param lease how long one node has the exclusive right to refresh; longer than the patience, so
 *     that a live holder finishes before its lease expires
 */
public record VendingPolicy(Duration minValidity, Duration patience, Duration lease) {
  /** Delay before the first retry. */
  static final Duration FIRST_DELAY = Duration.ofSeconds(1);

  /**
   * Delay after {@code invalid_client}: an operator has to correct the configuration, which takes
   * time.
   */
  static final Duration CLIENT_REFUSED_DELAY = Duration.ofMinutes(1);

  /** A caller still has to send the token, so a token with less validity left is of no use. */
  private static final Duration MIN_USABLE = Duration.ofSeconds(5);

  private static final Duration MAX_DELAY = Duration.ofMinutes(1);
  private static final int MAX_DOUBLINGS = 6;

  public VendingPolicy {
    if (lease.compareTo(patience) <= 0) {
      throw new IllegalArgumentException(
          "The lease must be longer than the patience, or two nodes could refresh at once");
    }
  }

  /** The default: every request is answered within seven seconds. */
  public static VendingPolicy of(Duration minValidity) {
    return new VendingPolicy(minValidity, Duration.ofSeconds(6), Duration.ofSeconds(15));
  }

  /**
   * The outcome that the stored state alone decides: the account is frozen or needs its owner, or
   * the token is valid long enough. A token without a refresh token is vended until it is about to
   * expire.
   *
   * @param unwanted a token that must not be vended, although it is still valid; null if any token
   *     will do
   * @return empty if the provider has to be called
   */
  Optional<AccessTokenOutcome> decideWithoutRefresh(
      CredentialState state, @Nullable Secret unwanted, Instant now) {
    CloudAccount account = state.account();
    if (account.isFrozen()) {
      return Optional.of(new AccountFrozen());
    }
    ReconnectReason reason = account.reason();
    if (account.status() == AccountStatus.NEEDS_RECONNECT && reason != null) {
      return Optional.of(new NeedsReconnect(reason));
    }
    Duration needed =
        state.credentials().flatMap(Credentials::refreshToken).isPresent()
            ? minValidity
            : MIN_USABLE;
    return vendIfValidFor(needed, state, unwanted, now);
  }

  /**
   * The stored token if it is still usable: better than an error while the provider cannot be
   * called.
   */
  Optional<AccessTokenOutcome> vendWhileUsable(
      CredentialState state, @Nullable Secret unwanted, Instant now) {
    return vendIfValidFor(MIN_USABLE, state, unwanted, now);
  }

  private static Optional<AccessTokenOutcome> vendIfValidFor(
      Duration needed, CredentialState state, @Nullable Secret unwanted, Instant now) {
    return state
        .credentials()
        .filter(stored -> !stored.accessToken().equals(unwanted))
        .filter(stored -> isValidFor(needed, stored.accessTokenExpiresAt(), now))
        .map(stored -> vend(stored, state.account()));
  }

  /**
   * A token without a known end counts as expired, so that an expired one is not vended
   * indefinitely.
   */
  private static boolean isValidFor(Duration needed, @Nullable Instant expiry, Instant now) {
    return expiry != null && now.plus(needed).isBefore(expiry);
  }

  static AccessTokenOutcome vend(Credentials credentials, CloudAccount account) {
    return new Vended(
        credentials.accessToken(), credentials.accessTokenExpiresAt(), account.epoch());
  }

  /** The outcome if no token can be vended for the moment. */
  static AccessTokenOutcome unavailable(CredentialState state) {
    Duration retryAfter = longer(state.postponedFor(), FIRST_DELAY);
    return state.refreshFailure() == RefreshFailure.RATE_LIMITED
        ? new RateLimited(retryAfter)
        : new ProviderUnavailable(retryAfter);
  }

  /**
   * How long no node may refresh after a transient failure: exponential backoff, or longer if the
   * provider asks for it.
   *
   * @param failures consecutive failures before this one
   * @param requested the provider's {@code Retry-After}; null if it sent none
   */
  static Duration retryDelay(int failures, @Nullable Duration requested) {
    Duration doubled = FIRST_DELAY.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    Duration backoff = doubled.compareTo(MAX_DELAY) < 0 ? doubled : MAX_DELAY;
    return requested == null ? backoff : longer(requested, backoff);
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
