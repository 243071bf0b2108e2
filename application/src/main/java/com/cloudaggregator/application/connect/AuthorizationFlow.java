package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * A started authorization code flow. It is kept only in the browser that started it, sealed, so a
 * callback from another browser has no flow (<a
 * href="https://www.rfc-editor.org/rfc/rfc9700#section-2.1">RFC 9700, section 2.1</a>).
 *
 * @param nonce for the ID token (<a
 *     href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core,
 *     section 3.1.2.1</a>)
 * @param codeVerifier <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.1">RFC 7636,
 *     section 4.1</a>
 * @param expiresAt by the clock of the node that started the flow
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
   * Whether a callback completes this flow.
   *
   * @param sessionUser the user who is signed in to the built-in pages in the same browser; empty
   *     if no one is
   */
  public boolean isAnsweredBy(
      Provider by, Secret returnedState, Optional<UserId> sessionUser, Instant now) {
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
