package com.cloudaggregator.persistence.account;

import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Sealed;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Credentials as they are stored. Access token and refresh token are sealed separately, so that one
 * can be replaced without the other.
 *
 * @param scopes in alphabetical order, separated by spaces (<a
 *     href="https://www.rfc-editor.org/rfc/rfc6749#section-3.3">RFC 6749, section 3.3</a>)
 * @param client the entry of the configuration that obtained them; null for that of the provider
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Hibernate maps bytea to byte[]; no code compares two instances.
@Embeddable
public record SealedCredentials(
    @Column(name = "access_token_sealed") byte[] accessToken,
    @Column(name = "access_token_expires_at") @Nullable Instant accessTokenExpiresAt,
    @Column(name = "refresh_token_sealed") byte @Nullable [] refreshToken,
    @Column(name = "scopes") String scopes,
    @Column(name = "client") @Nullable String client) {

  public static SealedCredentials seal(
      Credentials credentials, Vault vault, SealingContext context) {
    Secret refreshToken = credentials.refreshTokenOrNull();
    return new SealedCredentials(
        vault.seal(credentials.accessToken(), context.accessToken()).bytes(),
        credentials.accessTokenExpiresAt(),
        refreshToken == null ? null : vault.seal(refreshToken, context.refreshToken()).bytes(),
        credentials.scopes().stream().sorted().collect(Collectors.joining(" ")),
        credentials.clientOrNull() == null ? null : credentials.clientOrNull().id());
  }

  /** Empty when one of the tokens was not sealed for this context. */
  public Optional<Credentials> open(Vault vault, SealingContext context) {
    if (!(vault.open(new Sealed(accessToken), context.accessToken())
        instanceof OpenResult.Opened(var access))) {
      return Optional.empty();
    }
    Secret refresh = null;
    if (refreshToken != null) {
      if (!(vault.open(new Sealed(refreshToken), context.refreshToken())
          instanceof OpenResult.Opened(var opened))) {
        return Optional.empty();
      }
      refresh = opened;
    }
    return Optional.of(
        new Credentials(
            access,
            refresh,
            accessTokenExpiresAt,
            scopes.isEmpty() ? Set.of() : Set.of(scopes.split(" ")),
            client == null ? null : new Provider(client)));
  }

  @Override
  public String toString() {
    return "SealedCredentials[…]";
  }
}
