package com.cloudaggregator.oauth.http;

import java.time.Duration;

/**
 * The bounds of one call.
 *
 * @param connect the longest time for one connection
 * @param total the longest time from the request to the last byte of the answer
 * @param maxBytes the longest body of an answer
 * @param insecureLoopback whether this machine may be called by plain http (tests and demo)
 */
public record HttpLimits(Duration connect, Duration total, int maxBytes, boolean insecureLoopback) {

  /** The longest time for a call as a whole. */
  public Duration longest() {
    return connect.plus(total);
  }
}
