package com.cloudaggregator.application.limit;

import java.time.Duration;

/** Results of a rate limit. */
public sealed interface RateLimitResult {
  record Allowed() implements RateLimitResult {}

  /**
   * @param retryAfter in whole seconds, when the next request will be allowed
   */
  record Exceeded(Duration retryAfter) implements RateLimitResult {}
}
