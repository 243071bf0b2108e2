package com.cloudaggregator.application.limit;

import com.cloudaggregator.domain.account.UserId;

/**
 * Limits how many access tokens can be requested per minute for the accounts of one user, by any
 * caller. Counted per node.
 */
public interface TokenRateLimit {

  RateLimitResult tryAcquire(UserId owner);
}
