package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.port.Vault.OpenResult;
import com.cloudaggregator.application.port.Vault.Place;
import com.cloudaggregator.application.port.Vault.Purpose;
import com.cloudaggregator.application.port.Vault.Sealed;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Credentials as they are stored: access and refresh token sealed apart, so that one may be replaced without the other.
 *
 * @param scopes separated by blanks (RFC 6749, section 3.3), in alphabetical order
 */
@SuppressWarnings("ArrayRecordComponent") // Hibernate maps bytea to byte[] alone; nothing compares two of these.
@Embeddable
record SealedCredentials(
    @Column(name = "access_token_sealed") byte[] accessToken,
    @Column(name = "access_token_expires_at") @Nullable Instant accessTokenExpiresAt,
    @Column(name = "refresh_token_sealed") byte @Nullable [] refreshToken,
    @Column(name = "scopes") String scopes) {

  /** The one place where they open. */
  record Custody(UUID row, ProviderAccountId account, UserId holder, Epoch epoch, boolean parked) {
    private Place access() {
      return place(parked ? Purpose.PARKED_ACCESS_TOKEN : Purpose.ACCESS_TOKEN);
    }

    private Place refresh() {
      return place(parked ? Purpose.PARKED_REFRESH_TOKEN : Purpose.REFRESH_TOKEN);
    }

    private Place place(Purpose purpose) {
      return new Place(purpose, row, account, holder, epoch);
    }
  }

  static SealedCredentials seal(Credentials credentials, Vault vault, Custody custody) {
    Secret refreshToken = credentials.refreshTokenOrNull();
    return new SealedCredentials(
        vault.seal(credentials.accessToken(), custody.access()).bytes(),
        credentials.accessTokenExpiresAt(),
        refreshToken == null ? null : vault.seal(refreshToken, custody.refresh()).bytes(),
        credentials.scopes().stream().sorted().collect(Collectors.joining(" ")));
  }

  /** Empty when either token does not open there. */
  Optional<Credentials> open(Vault vault, Custody custody) {
    if (!(vault.open(new Sealed(accessToken), custody.access()) instanceof OpenResult.Opened(var access))) {
      return Optional.empty();
    }
    Secret refresh = null;
    if (refreshToken != null) {
      if (!(vault.open(new Sealed(refreshToken), custody.refresh()) instanceof OpenResult.Opened(var opened))) {
        return Optional.empty();
      }
      refresh = opened;
    }
    return Optional.of(new Credentials(
        access, refresh, accessTokenExpiresAt, scopes.isEmpty() ? Set.of() : Set.of(scopes.split(" "))));
  }

  /** The parameters {@code access, expires, refresh, scopes}, typed, since a null has no type of its own. */
  JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement) {
    Instant expires = accessTokenExpiresAt;
    return statement
        .param("access", accessToken, Types.BINARY)
        .param("expires", expires == null ? null : expires.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("refresh", refreshToken, Types.BINARY)
        .param("scopes", scopes);
  }

  @Override
  public String toString() {
    return "SealedCredentials[…]";
  }
}
