package com.cloudaggregator.domain.credential;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one proof of control brought (RFC 6749, section 5.1). It belongs to the user who proved it: no other user ever
 * works on it, not even after he has become the owner.
 *
 * @param accessToken for the provider's API
 * @param refreshTokenOrNull null when the provider sent none
 * @param accessTokenExpiresAt null when the provider does not say
 * @param scopes as granted, not as asked for
 */
public record Credentials(
    Secret accessToken,
    @Nullable Secret refreshTokenOrNull,
    @Nullable Instant accessTokenExpiresAt,
    Set<String> scopes) {

  public Credentials {
    scopes = Set.copyOf(scopes);
  }

  public Optional<Secret> refreshToken() {
    return Optional.ofNullable(refreshTokenOrNull);
  }

  @Override
  public String toString() {
    return "Credentials[…]";
  }
}
