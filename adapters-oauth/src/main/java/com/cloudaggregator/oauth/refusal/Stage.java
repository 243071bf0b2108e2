package com.cloudaggregator.oauth.refusal;

/** Where a provider answers with an error. */
public enum Stage {
  /** The authorization response. Its parameters come from the browser, so they prove little. */
  AUTHORIZATION,
  /** The token endpoint, for an authorization code. */
  EXCHANGE,
  /** The token endpoint, for a refresh token. */
  REFRESH
}
