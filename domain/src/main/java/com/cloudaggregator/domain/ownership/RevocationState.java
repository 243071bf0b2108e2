package com.cloudaggregator.domain.ownership;

/**
 * State of the revocation of a former owner's grant (<a
 * href="https://www.rfc-editor.org/rfc/rfc7009">RFC 7009</a>). All states except the first are
 * final.
 */
public enum RevocationState {
  /** To be revoked, or to be retried. */
  PENDING,
  /** The provider has revoked the grant or no longer knew it. */
  REVOKED,
  /** The provider cannot revoke a single grant; only the user can, on the provider's own page. */
  UNSUPPORTED,
  /**
   * Given up: the provider refuses, was unavailable for too long, or the token was unreadable. Only
   * the user can revoke it.
   */
  FAILED,
  /** The account has been connected again, and at some providers the new grant is the same one. */
  DROPPED
}
