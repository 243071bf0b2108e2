package com.cloudaggregator.application.disconnect;

import com.cloudaggregator.application.disconnect.Revocations.TokenKind;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The revocation endpoints of the providers. Calls are bounded in time and bytes and are never made
 * while a database connection is held.
 */
public interface RevocationEndpoints {

  /**
   * Revokes the grant that the token belongs to. A token that is already invalid counts as revoked
   * (<a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.2">RFC 7009, section 2.2</a>).
   */
  RevokeResult revoke(Provider provider, Secret token, TokenKind kind);

  /** Results of {@link #revoke}. */
  sealed interface RevokeResult {
    record Revoked() implements RevokeResult {}

    /** The provider is unknown or no longer configured, has no endpoint, or refuses permanently. */
    record RevocationRefused() implements RevokeResult {}

    /**
     * Connection failure, timeout, 429, 5xx, or our client was not accepted: retry later.
     *
     * @param retryAfter as requested by the provider; null if it did not say
     */
    record RetryLater(@Nullable Duration retryAfter) implements RevokeResult {}
  }
}
