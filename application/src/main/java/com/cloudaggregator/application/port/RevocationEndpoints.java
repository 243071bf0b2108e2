package com.cloudaggregator.application.port;

import com.cloudaggregator.application.port.Revocations.TokenKind;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where providers revoke grants. Bounded in time and bytes; never called with a database connection held. */
public interface RevocationEndpoints {

  /** Revokes the grant that this token is of. A token that is invalid already counts as revoked (RFC 7009, 2.2). */
  RevokeResult revoke(Provider provider, Secret token, TokenKind kind);

  /** The answers to {@link #revoke}. */
  sealed interface RevokeResult {
    record Revoked() implements RevokeResult {}

    /** The provider is not known (any more), has no endpoint, or refuses for good. */
    record Refused() implements RevokeResult {}

    /**
     * No connection, no time, 429, 5xx, or our client was not accepted: better later.
     *
     * @param retryAfter as the provider asks for; null when it does not
     */
    record Unavailable(@Nullable Duration retryAfter) implements RevokeResult {}
  }
}
