package com.cloudaggregator.oauth;

/**
 * Client authentication at the token endpoint (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, section 2.3.1</a>), named
 * as in <a href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591, section 2</a>.
 */
public enum ClientAuthentication {
  CLIENT_SECRET_POST,
  CLIENT_SECRET_BASIC,
  /** A public client without a secret; PKCE alone binds the code to it (RFC 7636, RFC 8252). */
  NONE
}
