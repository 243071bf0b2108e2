package com.cloudaggregator.persistence.account;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.seal.StoredSecrets;
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
      Credentials credentials, StoredSecrets secrets, SealingContext context) {
    Secret refreshToken = credentials.refreshTokenOrNull();
    return new SealedCredentials(
        secrets.seal(credentials.accessToken(), context.accessToken()),
        credentials.accessTokenExpiresAt(),
        refreshToken == null ? null : secrets.seal(refreshToken, context.refreshToken()),
        credentials.scopes().stream().sorted().collect(Collectors.joining(" ")),
        credentials.clientOrNull() == null ? null : credentials.clientOrNull().id());
  }

  /**
   * Empty when one of the tokens was not sealed for this context.
   *
   * @throws com.cloudaggregator.application.StoreException if this node does not have a key
   */
  public Optional<Credentials> open(StoredSecrets secrets, SealingContext context) {
    Optional<Secret> access = secrets.open(accessToken, context.accessToken());
    Secret refresh =
        refreshToken == null
            ? null
            : secrets.open(refreshToken, context.refreshToken()).orElse(null);
    if (access.isEmpty() || (refreshToken != null && refresh == null)) {
      return Optional.empty();
    }
    return Optional.of(
        new Credentials(
            access.get(),
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
