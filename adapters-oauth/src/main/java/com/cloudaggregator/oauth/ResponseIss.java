package com.cloudaggregator.oauth;

/**
 * Whether an authorization response must name its issuer (<a
 * href="https://www.rfc-editor.org/rfc/rfc9207">RFC 9207</a>). An issuer that is named must match
 * in any case.
 */
public enum ResponseIss {
  OPTIONAL,
  REQUIRED
}
