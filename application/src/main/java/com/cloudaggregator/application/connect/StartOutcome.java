package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.time.Duration;

/** Outcome of a request to start a flow. */
public sealed interface StartOutcome {

  /**
   * @param location the authorization endpoint of the provider, with the request
   * @param flowName suffix of the cookie name, which identifies the flow within the browser
   * @param binding the cookie's value
   * @param timeToLive of the cookie and the flow
   */
  record Started(URI location, String flowName, Secret binding, Duration timeToLive)
      implements StartOutcome {}

  record UnknownProvider() implements StartOutcome {}

  record ProviderNotConfigured() implements StartOutcome {}

  record ProviderUnavailable() implements StartOutcome {}

  /** The account to reconnect does not exist or belongs to another user. */
  record AccountNotFound() implements StartOutcome {}

  record TooManyStarts(Duration retryAfter) implements StartOutcome {}
}
