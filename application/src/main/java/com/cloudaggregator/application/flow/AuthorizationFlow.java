package com.cloudaggregator.application.flow;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * A started flow. It lives nowhere but in the browser that started it, sealed, so a callback from another browser finds
 * none (RFC 9700, section 2.1).
 *
 * @param nonce for the ID token (OpenID Connect Core, section 3.1.2.1)
 * @param codeVerifier RFC 7636
 * @param expiresAt by the clock of the node that started it
 */
public record AuthorizationFlow(
    UserId user,
    Provider provider,
    ConnectMode mode,
    StateHash state,
    String nonce,
    Secret codeVerifier,
    Instant expiresAt) {

  /**
   * Whether a callback may be believed to be the end of this flow.
   *
   * @param sessionUser who is signed in to the built-in pages of the same browser, if anybody is
   */
  public boolean isAnsweredBy(Provider by, Secret returnedState, Optional<UserId> sessionUser, Instant now) {
    return provider.equals(by)
        && state.equals(StateHash.of(returnedState))
        && now.isBefore(expiresAt)
        && sessionUser.map(user::equals).orElse(true);
  }

  @Override
  public String toString() {
    return "AuthorizationFlow[" + provider + "]";
  }
}
