package com.cloudaggregator.application.provider;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The known providers: the authorization code flow (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1">RFC 6749, section 4.1</a>, with PKCE,
 * <a href="https://www.rfc-editor.org/rfc/rfc7636">RFC 7636</a>), token refresh and storage quota.
 */
public interface Providers {

  /** All providers in display order. */
  List<ProviderProfile> all();

  Optional<ProviderProfile> find(Provider provider);

  /** Builds the authorization request. May fetch the provider's metadata. */
  AuthorizationResult authorize(AuthorizationRequest request);

  /**
   * Content of the authorization request.
   *
   * @param state returned by the browser in the callback
   * @param codeVerifier whose S256 challenge is sent
   * @param nonce for the ID token, if the provider issues one
   * @param loginHint label of one of the caller's own accounts; null for no hint
   * @param forceConsent whether to ask for consent again, which makes the provider issue a new
   *     refresh token
   */
  record AuthorizationRequest(
      Provider provider,
      Secret state,
      Secret codeVerifier,
      String nonce,
      @Nullable String loginHint,
      boolean forceConsent) {}

  /** Results of {@link #authorize}. */
  sealed interface AuthorizationResult {
    record Redirect(URI location) implements AuthorizationResult {}

    /** The provider's metadata could not be fetched. */
    record MetadataUnavailable() implements AuthorizationResult {}

    /**
     * The provider's metadata was fetched and does not fit the configuration, which trying again
     * does not change.
     */
    record MetadataUnusable() implements AuthorizationResult {}
  }

  /**
   * Whether the {@code iss} of an authorization response is the provider's issuer (<a
   * href="https://www.rfc-editor.org/rfc/rfc9207#section-2.4">RFC 9207, section 2.4</a>). Makes no
   * call.
   */
  IssuerCheck checkIssuer(Provider provider, @Nullable String issuer);

  /** Results of {@link #checkIssuer}. */
  enum IssuerCheck {
    ACCEPTED,
    REFUSED
  }

  /**
   * The meaning of the error of an authorization response. Empty if it is unknown. Makes no call.
   */
  Optional<Refusal> interpret(Provider provider, AuthorizationError error);

  /**
   * Exchanges the code and determines the account. Bounded in time and bytes, and never called
   * while a database connection is held. A code is sent only once: a second use can make the
   * provider revoke the grant.
   */
  ExchangeResult exchange(Provider provider, Secret code, Secret codeVerifier, String nonce);

  /** Results of {@link #exchange}. */
  sealed interface ExchangeResult {
    record Identified(ProviderAccountId account, AccountLabel label, Credentials credentials)
        implements ExchangeResult {}

    /** Connection failure, timeout, 429 or 5xx at any of the calls, including the key set. */
    record ExchangeUnavailable() implements ExchangeResult {}

    /** The token endpoint refused the code. */
    record CodeRefused() implements ExchangeResult {}

    /**
     * The token endpoint refused our client, or it says who withholds the access.
     *
     * @param refusal never {@link RefusalCategory#TEMPORARY}
     */
    record AccessRefused(Refusal refusal) implements ExchangeResult {}

    /** The user-info call was refused. */
    record UserInfoRefused() implements ExchangeResult {}

    /** An answer does not prove the identity of the account. */
    record IdentityInvalid() implements ExchangeResult {}

    /** The user granted fewer permissions than required. */
    record ScopeInsufficient() implements ExchangeResult {}
  }

  /**
   * Requests a fresh access token once (<a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, section 6</a>). Never called
   * while a database connection is held. Returns within {@link RefreshRequest#within}.
   */
  RefreshVerdict refresh(RefreshRequest request);

  /**
   * Input of a refresh.
   *
   * @param provider configured
   * @param accountOrNull whose token it is; null if the account is no longer connected
   * @param scopes as granted; scopes that the answer does not mention stay granted
   * @param outcomeUnknownForOrNull how long ago a refresh with this token began whose outcome is
   *     unknown; null if there is none. While the provider still accepts a rotated token, a refusal
   *     proves nothing
   * @param within maximum duration of the call
   */
  record RefreshRequest(
      Provider provider,
      @Nullable AccountId accountOrNull,
      Secret refreshToken,
      Set<String> scopes,
      @Nullable Duration outcomeUnknownForOrNull,
      Duration within) {}

  /** Asks how full an account is. Returns within the given time. */
  StorageResult storage(Provider provider, Secret accessToken, Duration within);

  /** Results of {@link #storage}. */
  sealed interface StorageResult {
    /**
     * @param used in bytes
     * @param totalOrNull in bytes; null if the account has no limit of its own or the provider does
     *     not say
     */
    record Measured(long used, @Nullable Long totalOrNull) implements StorageResult {}

    /** The provider refused the access token. */
    record TokenRefused() implements StorageResult {}

    /** The account works, but it has no storage at this provider. */
    record NoStorage() implements StorageResult {}

    /** This provider has no call for the storage, so nothing was sent. */
    record NotReported() implements StorageResult {}

    /** Any other failure. */
    record StorageUnavailable() implements StorageResult {}
  }
}
