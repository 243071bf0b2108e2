package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;

/** How many flows one user may start; by user, since an address can be forged. */
public interface StartLimits {

  LimitResult tryStart(UserId user);

  /** The answers to {@link #tryStart}. */
  sealed interface LimitResult {
    record Allowed() implements LimitResult {}

    record Exceeded(Duration retryAfter) implements LimitResult {}
  }
}
