package com.cloudaggregator.oauth;

/** The way to revoke a grant at the provider. */
public enum Revocation {
  /**
   * A form with a token of the grant (<a href="https://www.rfc-editor.org/rfc/rfc7009">RFC
   * 7009</a>).
   */
  ENDPOINT,
  /** An empty POST with an access token of the grant as bearer token. */
  BEARER,
  /** No call; users can revoke it themselves on the provider's pages. */
  NONE
}
