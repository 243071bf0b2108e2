package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.time.Duration;

/** What became of a wish to begin a flow. */
public sealed interface StartOutcome {

  /**
   * @param location the provider's authorization endpoint with the request
   * @param flowName which of the browser's flows this is: the end of the cookie's name
   * @param binding the cookie's value
   * @param timeToLive of cookie and flow
   */
  record Started(URI location, String flowName, Secret binding, Duration timeToLive) implements StartOutcome {}

  record UnknownProvider() implements StartOutcome {}

  record ProviderNotConfigured() implements StartOutcome {}

  record ProviderUnavailable() implements StartOutcome {}

  /** The account to reconnect does not exist or is not the caller's: the same answer for both. */
  record AccountNotFound() implements StartOutcome {}

  record TooManyStarts(Duration retryAfter) implements StartOutcome {}
}
