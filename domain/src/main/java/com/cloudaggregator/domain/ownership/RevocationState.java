package com.cloudaggregator.domain.ownership;

/** How far the grant of a former owner has been withdrawn at its provider (RFC 7009). All but the first are final. */
public enum RevocationState {
  /** It is still to be done, or tried again. */
  PENDING,
  /** The provider has withdrawn it, or knew nothing of it any more. */
  REVOKED,
  /** The provider has no way to withdraw one grant; only the user can, at the provider's own page. */
  UNSUPPORTED,
  /** Given up: the provider refuses, was away too long, or the token was unreadable. Only the user can. */
  FAILED,
  /** The account was connected again meanwhile, and at a provider a newer grant may be the same one. */
  DROPPED
}
