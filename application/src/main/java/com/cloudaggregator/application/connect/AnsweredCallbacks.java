package com.cloudaggregator.application.connect;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.token.Sleeper;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Answers a callback that is delivered again as its first delivery was answered, on any node.
 * Mobile browsers and proxies repeat a slow request, and the user sees the last answer. The answer
 * is sealed, since that of a conflict contains the transfer token.
 *
 * @see "docs/decisions/0081"
 */
final class AnsweredCallbacks {
  /** Longer than the calls to a provider and the statements of one callback take. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final long MAX_POLLS = LONGEST_WAIT.dividedBy(INTERVAL);
  private static final int MAX_WAITING = 32;

  private final AuthorizationFlows flows;
  private final AuthorizationStates states;
  private final Sleeper sleeper;
  private final Clock clock;
  private final Semaphore waiting = new Semaphore(MAX_WAITING);

  AnsweredCallbacks(
      AuthorizationFlows flows, AuthorizationStates states, Sleeper sleeper, Clock clock) {
    this.flows = flows;
    this.states = states;
    this.sleeper = sleeper;
    this.clock = clock;
  }

  /** If it cannot be kept, only a repeated delivery is affected. */
  void keep(CallbackCommand callback, StateHash state, Secret answer) {
    try {
      states.keepAnswer(state, flows.sealAnswer(state, responseOf(callback), answer));
    } catch (StoreException e) {
      // The first delivery has its answer, and a repeated one gets invalid_state.
      return;
    }
  }

  /**
   * Waits for the answer to the first delivery.
   *
   * @return empty if there is none in time, if too many wait already, or if the first delivery was
   *     another response
   */
  Optional<Secret> await(CallbackCommand callback, StateHash state) {
    if (!waiting.tryAcquire()) {
      return Optional.empty();
    }
    try {
      Instant deadline = clock.instant().plus(LONGEST_WAIT);
      Optional<Secret> sealed = states.findAnswer(state);
      for (int polls = 0;
          sealed.isEmpty()
              && polls < MAX_POLLS
              && clock.instant().isBefore(deadline)
              && !Thread.currentThread().isInterrupted();
          polls++) {
        sleeper.sleep(INTERVAL);
        sealed = states.findAnswer(state);
      }
      return sealed.flatMap(found -> flows.openAnswer(state, responseOf(callback), found));
    } finally {
      waiting.release();
    }
  }

  private static Secret responseOf(CallbackCommand callback) {
    String issuer = callback.issuer() == null ? "" : callback.issuer();
    return switch (callback.response()) {
      case Response.Code(var code) -> new Secret("code " + issuer + " " + code.reveal());
      case Response.Denied(var error) -> new Secret("error " + issuer + " " + error.error());
    };
  }
}
