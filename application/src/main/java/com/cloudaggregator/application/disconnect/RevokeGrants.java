package com.cloudaggregator.application.disconnect;

import com.cloudaggregator.application.disconnect.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.disconnect.Revocations.ClaimedRevocation;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Revokes grants of former owners: claims a request, checks that the account has not been connected
 * again, and then calls the provider. An interrupted call is repeated; a second revocation of the
 * same token is harmless. A user can still connect the account between the check and the end of the
 * call. Their grant is checked right afterwards ({@code docs/decisions/0046}).
 */
public final class RevokeGrants {
  /** Longer than one revocation call and the refresh that follows it. */
  static final Duration LEASE = Duration.ofMinutes(1);

  /** Together with the delays below, about eight hours. */
  static final int MAX_ATTEMPTS = 16;

  static final Duration FIRST_DELAY = Duration.ofSeconds(10);
  static final Duration MAX_DELAY = Duration.ofHours(1);

  /** Maximum number of requests per run. */
  private static final int MAX_REQUESTS = 1000;

  private final Revocations revocations;
  private final RevocationEndpoints endpoints;
  private final AccessTokens tokens;

  public RevokeGrants(Revocations revocations, RevocationEndpoints endpoints, AccessTokens tokens) {
    this.revocations = revocations;
    this.endpoints = endpoints;
    this.tokens = tokens;
  }

  /**
   * Works until nothing is due. A provider that is unavailable is skipped for the rest of the run,
   * so that it does not hold up the others.
   *
   * @param shouldContinue asked before each request
   * @return number of requests by resulting state; a postponed request counts as {@link
   *     RevocationState#PENDING}
   */
  public Map<RevocationState, Long> run(BooleanSupplier shouldContinue) {
    Map<RevocationState, Long> done = new EnumMap<>(RevocationState.class);
    Set<Provider> unavailable = new HashSet<>();
    for (int i = 0; i < MAX_REQUESTS && shouldContinue.getAsBoolean(); i++) {
      Optional<ClaimedRevocation> due = revocations.claim(LEASE, unavailable);
      if (due.isEmpty()) {
        break;
      }
      process(due.get(), unavailable).ifPresent(state -> done.merge(state, 1L, Long::sum));
    }
    return done;
  }

  /** How long the oldest due request has been due. */
  public Duration longestWait() {
    return revocations.longestWait();
  }

  /** Returns empty if another node has taken the request over. */
  private Optional<RevocationState> process(ClaimedRevocation due, Set<Provider> unavailable) {
    if (due.token() == null) {
      return settle(due, RevocationState.FAILED);
    }
    return switch (revocations.check(due)) {
      case CLAIM_LOST -> Optional.empty();
      case CONNECTED_AGAIN -> {
        if (due.attempt() > 1) { // an earlier attempt may have reached the provider
          checkSuccessor(due);
        }
        yield Optional.of(RevocationState.DROPPED);
      }
      case STILL_RELEASED -> callProvider(due, unavailable);
    };
  }

  /**
   * Checks the successor before the request is settled, so that the request is claimed again if
   * this node dies in between.
   */
  private Optional<RevocationState> callProvider(ClaimedRevocation due, Set<Provider> unavailable) {
    RevokeResult result =
        endpoints.revoke(due.provider(), Objects.requireNonNull(due.token()), due.kind());
    checkSuccessor(due);
    return switch (result) {
      case RevokeResult.Revoked() -> settle(due, RevocationState.REVOKED);
      case RevokeResult.RevocationRefused() -> settle(due, RevocationState.FAILED);
      case RevokeResult.RetryLater retryLater -> {
        unavailable.add(due.provider());
        yield retryLater(due, retryLater);
      }
    };
  }

  /**
   * If the revocation ended the successor's grant, the refresh finds out and marks the account
   * {@code needs_reconnect}.
   */
  private void checkSuccessor(ClaimedRevocation due) {
    revocations
        .expireSuccessorToken(due)
        .ifPresent(
            successor -> tokens.obtain(successor.account(), successor.owner(), successor.epoch()));
  }

  private Optional<RevocationState> retryLater(
      ClaimedRevocation due, RevokeResult.RetryLater answer) {
    if (due.attempt() >= MAX_ATTEMPTS) {
      return settle(due, RevocationState.FAILED);
    }
    Duration delay = retryDelay(due.attempt());
    Duration requested = answer.retryAfter();
    revocations.postpone(
        due,
        requested == null || requested.compareTo(delay) < 0
            ? delay
            : shorter(requested, MAX_DELAY));
    return Optional.of(RevocationState.PENDING);
  }

  private Optional<RevocationState> settle(ClaimedRevocation due, RevocationState state) {
    revocations.settle(due, state);
    return Optional.of(state);
  }

  /** Doubles with each attempt. */
  static Duration retryDelay(int attempt) {
    return shorter(FIRST_DELAY.multipliedBy(1L << Math.min(attempt - 1, 20)), MAX_DELAY);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
