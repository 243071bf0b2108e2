package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.RevocationEndpoints;
import com.cloudaggregator.application.port.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.port.Revocations;
import com.cloudaggregator.application.port.Revocations.Due;
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
 * Works off the grants that are to be revoked: claims one, looks once more whether nobody has connected the account
 * again, and only then calls the provider. A call that was cut off is made again, since a second revocation finds an
 * invalid token, which is as good. Nobody can be kept from connecting the account between the look and the call's end; of
 * who does, it is asked at once whether his grant still stands ({@code docs/decisions/0046}).
 */
public final class RevokeGrants {
  /** Longer than one call with a refresh before it can take. */
  static final Duration LEASE = Duration.ofMinutes(1);

  /** With the pauses below: for about eight hours. */
  static final int ATTEMPTS = 16;

  static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** Requests in one run at most. */
  private static final int MOST = 1000;

  private final Revocations revocations;
  private final RevocationEndpoints endpoints;
  private final AccessTokens tokens;

  public RevokeGrants(Revocations revocations, RevocationEndpoints endpoints, AccessTokens tokens) {
    this.revocations = revocations;
    this.endpoints = endpoints;
    this.tokens = tokens;
  }

  /**
   * Works until nothing is due. A provider that is away is passed over for the rest of the run, so that it does not
   * hold up the others.
   *
   * @param goOn asked before each request
   * @return how many came to which state; what was postponed counts as {@link RevocationState#PENDING}
   */
  public Map<RevocationState, Long> run(BooleanSupplier goOn) {
    Map<RevocationState, Long> done = new EnumMap<>(RevocationState.class);
    Set<Provider> away = new HashSet<>();
    for (int i = 0; i < MOST && goOn.getAsBoolean(); i++) {
      Optional<Due> due = revocations.claim(LEASE, away);
      if (due.isEmpty()) {
        break;
      }
      work(due.get(), away).ifPresent(state -> done.merge(state, 1L, Long::sum));
    }
    return done;
  }

  /** How long that has been due which has been due longest. */
  public Duration longestWait() {
    return revocations.longestWait();
  }

  /** Empty when another node has taken it over. */
  private Optional<RevocationState> work(Due due, Set<Provider> away) {
    if (due.token() == null) {
      return settled(due, RevocationState.FAILED);
    }
    return switch (revocations.check(due)) {
      case LOST -> Optional.empty();
      case OVERTAKEN -> {
        if (due.attempt() > 1) { // the call of a claim before may have arrived
          lookAfterSuccessor(due);
        }
        yield Optional.of(RevocationState.DROPPED);
      }
      case STANDS -> called(due, away);
    };
  }

  /** Before the request is settled, so that who dies in between leaves it to be claimed again. */
  private Optional<RevocationState> called(Due due, Set<Provider> away) {
    RevokeResult result = endpoints.revoke(due.provider(), Objects.requireNonNull(due.token()), due.kind());
    lookAfterSuccessor(due);
    return switch (result) {
      case RevokeResult.Revoked() -> settled(due, RevocationState.REVOKED);
      case RevokeResult.Refused() -> settled(due, RevocationState.FAILED);
      case RevokeResult.Unavailable later -> {
        away.add(due.provider());
        yield later(due, later);
      }
    };
  }

  /** A grant that has died is found out here and told as {@code needs_reconnect}; one that stands is refreshed once. */
  private void lookAfterSuccessor(Due due) {
    revocations.doubt(due).ifPresent(now -> tokens.obtain(now.account(), now.owner(), now.epoch()));
  }

  private Optional<RevocationState> later(Due due, RevokeResult.Unavailable answer) {
    if (due.attempt() >= ATTEMPTS) {
      return settled(due, RevocationState.FAILED);
    }
    Duration own = pause(due.attempt());
    Duration asked = answer.retryAfter();
    revocations.postpone(
        due, asked == null || asked.compareTo(own) < 0 ? own : shorter(asked, LONGEST_PAUSE));
    return Optional.of(RevocationState.PENDING);
  }

  private Optional<RevocationState> settled(Due due, RevocationState state) {
    revocations.settle(due, state);
    return Optional.of(state);
  }

  /** Twice as long each time. */
  static Duration pause(int attempt) {
    return shorter(FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 20)), LONGEST_PAUSE);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
