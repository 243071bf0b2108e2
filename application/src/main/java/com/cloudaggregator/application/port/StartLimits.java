package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;

/**
 * How many flows one user may start in a minute; by user, since an address can be forged. Each node counts for itself,
 * so with several it is a bound on each.
 */
public interface StartLimits {

  LimitResult tryStart(UserId user);

  /** The answers to {@link #tryStart}. */
  sealed interface LimitResult {
    record Allowed() implements LimitResult {}

    /** @param retryAfter to the second, after which one more may be started */
    record Exceeded(Duration retryAfter) implements LimitResult {}
  }
}
