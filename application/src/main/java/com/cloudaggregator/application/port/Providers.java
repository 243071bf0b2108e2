package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The providers that are known, the authorization code flow with them (RFC 6749, section 4.1; RFC 7636), and what is
 * done later with what it brought.
 */
public interface Providers {

  /** In the order in which they are shown. */
  List<ProviderProfile> all();

  Optional<ProviderProfile> find(Provider provider);

  /** Where to send the browser. May ask the provider for its metadata. */
  AuthorizationResult authorize(AuthorizationRequest request);

  /**
   * What goes into the authorization request.
   *
   * @param state returned to us by the browser
   * @param codeVerifier of which the S256 challenge is sent
   * @param nonce for the ID token, where the provider issues one
   * @param loginHint only ever from the caller's own account
   * @param forceConsent whether the provider is to ask for consent again, which makes it issue a new refresh token
   */
  record AuthorizationRequest(
      Provider provider,
      Secret state,
      Secret codeVerifier,
      String nonce,
      @Nullable String loginHint,
      boolean forceConsent) {}

  /** The answers to {@link #authorize}. */
  sealed interface AuthorizationResult {
    record Redirect(URI location) implements AuthorizationResult {}

    /** The metadata could not be had. */
    record Unavailable() implements AuthorizationResult {}
  }

  /** Whether the {@code iss} of an authorization response (RFC 9207) is the provider's. Asks nobody. */
  IssuerCheck checkIssuer(Provider provider, @Nullable String issuer);

  /** The answers to {@link #checkIssuer}. */
  enum IssuerCheck {
    ACCEPTED,
    REFUSED
  }

  /**
   * Exchanges the code and finds out whose it is. Bounded in time and bytes; never called with a database connection
   * held. A code is sent once: a second use can make the provider revoke the grant.
   */
  ExchangeResult exchange(Provider provider, Secret code, Secret codeVerifier, String nonce);

  /** The answers to {@link #exchange}. */
  sealed interface ExchangeResult {
    record Identified(ProviderAccountId account, AccountLabel label, Credentials credentials)
        implements ExchangeResult {}

    /** Transport, time-out, 429 or 5xx at any of the calls; an unreachable key set too. */
    record Unavailable() implements ExchangeResult {}

    /** The token endpoint refused the code or the client. */
    record CodeRefused() implements ExchangeResult {}

    /** The user-info call was refused. */
    record UserInfoRefused() implements ExchangeResult {}

    /** Something in the answers does not prove an identity. */
    record IdentityInvalid() implements ExchangeResult {}

    /** The user has granted less than is needed. */
    record ScopeInsufficient() implements ExchangeResult {}
  }

  /**
   * Asks for a fresh access token (RFC 6749, section 6), once. Never called with a database connection held.
   *
   * @return within {@link RefreshRequest#within}
   */
  RefreshVerdict refresh(RefreshRequest request);

  /**
   * What a refresh needs to know.
   *
   * @param provider configured
   * @param scopes as granted; what the answer does not name stays so
   * @param unknownForOrNull how long ago a refresh with this very token began to be of unknown outcome; null when none
   *     did. Where the provider still takes a rotated token for a while, a refusal within it proves nothing
   * @param within how long the call may take
   */
  record RefreshRequest(
      Provider provider,
      Secret refreshToken,
      Set<String> scopes,
      @Nullable Duration unknownForOrNull,
      Duration within) {}

  /**
   * Asks how full an account is.
   *
   * @return within this time
   */
  StorageResult storage(Provider provider, Secret accessToken, Duration within);

  /** The answers to {@link #storage}. */
  sealed interface StorageResult {
    /**
     * @param used bytes
     * @param totalOrNull bytes; null when the account has no limit of its own, or the provider does not say
     */
    record Known(long used, @Nullable Long totalOrNull) implements StorageResult {}

    /** The access token is not accepted. */
    record TokenRefused() implements StorageResult {}

    /** Anything else. */
    record Unavailable() implements StorageResult {}
  }
}
