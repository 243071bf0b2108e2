package com.cloudaggregator.application.limit;

import com.cloudaggregator.domain.account.UserId;

/**
 * Limits how many flows a user can start per minute. Counted per user, since addresses can be
 * forged, and per node.
 */
public interface StartRateLimit {

  RateLimitResult tryAcquire(UserId user);
}
