package com.cloudaggregator.domain.credential;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Result of one proof of control (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC
 * 6749, section 5.1</a>). It belongs to the user who proved control and is never used for another
 * user, not even after that user has become the owner.
 *
 * @param accessToken for the provider's API
 * @param refreshTokenOrNull null if the provider sent none
 * @param accessTokenExpiresAt null if it is not known; the token counts as expired then
 * @param scopes as granted, not as requested
 * @param clientOrNull the entry of the configuration whose client obtained the grant, and which
 *     alone can refresh it; null if it is the one that the provider of the account names
 */
public record Credentials(
    Secret accessToken,
    @Nullable Secret refreshTokenOrNull,
    @Nullable Instant accessTokenExpiresAt,
    Set<String> scopes,
    @Nullable Provider clientOrNull) {

  public Credentials {
    scopes = Set.copyOf(scopes);
  }

  public Credentials(
      Secret accessToken,
      @Nullable Secret refreshTokenOrNull,
      @Nullable Instant accessTokenExpiresAt,
      Set<String> scopes) {
    this(accessToken, refreshTokenOrNull, accessTokenExpiresAt, scopes, null);
  }

  /** The same grant, obtained by this client. */
  public Credentials by(Provider client) {
    return new Credentials(accessToken, refreshTokenOrNull, accessTokenExpiresAt, scopes, client);
  }

  /** The client of the grant of an account. */
  public Provider clientOf(ProviderAccountId account) {
    return clientOrNull == null ? account.provider() : clientOrNull;
  }

  public Optional<Secret> refreshToken() {
    return Optional.ofNullable(refreshTokenOrNull);
  }

  @Override
  public String toString() {
    return "Credentials[…]";
  }
}
