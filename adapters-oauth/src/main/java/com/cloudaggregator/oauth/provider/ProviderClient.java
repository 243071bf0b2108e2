package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.application.disconnect.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.disconnect.Revocations.TokenKind;
import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.application.provider.Providers.AuthorizationRequest;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult;
import com.cloudaggregator.application.provider.Providers.ExchangeResult;
import com.cloudaggregator.application.provider.Providers.IssuerCheck;
import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.application.provider.Refusal;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import com.cloudaggregator.oauth.ResponseIss;
import com.cloudaggregator.oauth.Revocation;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.HttpGateway;
import com.cloudaggregator.oauth.http.HttpLimits;
import com.cloudaggregator.oauth.http.SafeText;
import com.cloudaggregator.oauth.openid.Issuer;
import com.cloudaggregator.oauth.refusal.ClientEvidence;
import com.cloudaggregator.oauth.refusal.ProviderErrors;
import com.cloudaggregator.oauth.token.ClientRequests;
import com.cloudaggregator.oauth.token.GrantRevocation;
import com.cloudaggregator.oauth.token.ProviderRefusals;
import com.cloudaggregator.oauth.token.TokenRefresh;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that one provider is asked, with its own limits, endpoints and keys. */
final class ProviderClient implements AutoCloseable {
  private final Provider provider;
  private final ProviderSettings settings;
  private final BoundedRequests http;
  private final ProviderMetadata metadata;
  private final AuthorizationRequests authorization;
  private final CodeExchange exchange;
  private final TokenRefresh refresh;
  private final GrantRevocation revocation;
  private final ProviderErrors errors;
  private final ProviderRefusals reasons;
  private final StorageQuota storage;

  ProviderClient(
      Provider provider,
      ProviderSettings settings,
      URI redirectUri,
      boolean insecureLoopback,
      RefusalReporter refusals,
      Clock clock) {
    this.provider = provider;
    this.settings = settings;
    requireCallable(insecureLoopback);
    this.http =
        new BoundedRequests(
            new HttpLimits(
                settings.connectTimeout(),
                settings.totalTimeout(),
                settings.maxResponseBytes(),
                insecureLoopback));
    this.reasons = new ProviderRefusals(provider, refusals);
    this.errors = new ProviderErrors(settings.quirks(), new ClientEvidence(clock));
    this.metadata = new ProviderMetadata(settings, http, reasons, clock);
    var gateway =
        new HttpGateway(
            http,
            settings.maxConcurrentCalls(),
            clock,
            (status, took) -> refusals.called(provider, status, took));
    var requests = new ClientRequests(settings);
    var identity =
        new AccountIdentity(provider, settings, requests, gateway, metadata.keys(), reasons, clock);
    this.authorization = new AuthorizationRequests(settings, requests, redirectUri);
    this.exchange =
        new CodeExchange(
            settings, requests, redirectUri, gateway, identity, errors, reasons, clock);
    this.refresh =
        new TokenRefresh(
            settings, requests, gateway, metadata::tokenEndpoint, errors, reasons, clock);
    this.revocation = new GrantRevocation(provider, settings, requests, gateway, refresh);
    this.storage = new StorageQuota(settings, gateway, clock);
  }

  private void requireCallable(boolean insecureLoopback) {
    Stream.of(
            settings.authorizationUri(),
            settings.tokenUri(),
            settings.userInfoUri(),
            settings.jwksUri(),
            settings.revocationUri(),
            settings.storageUri(),
            settings.issuer() == null ? null : new Issuer(settings.issuer()).metadata())
        .flatMap(Stream::ofNullable)
        .filter(address -> !BoundedRequests.permits(address, insecureLoopback))
        .findFirst()
        .ifPresent(
            address -> {
              throw new IllegalArgumentException(
                  "Provider " + provider + " has an address that is not https: " + address);
            });
  }

  ProviderProfile profile() {
    return new ProviderProfile(
        provider,
        settings.displayName(),
        settings.configured(),
        settings.offlineAccess(),
        settings.revocationMethod() != Revocation.NONE,
        settings.permissionsPages(),
        settings.scopes());
  }

  AuthorizationResult authorize(AuthorizationRequest request) {
    return metadata
        .endpoints()
        .<AuthorizationResult>map(
            known ->
                new AuthorizationResult.Redirect(authorization.uri(known.authorization(), request)))
        .orElseGet(
            () ->
                metadata.isUnusable()
                    ? new AuthorizationResult.MetadataUnusable()
                    : new AuthorizationResult.MetadataUnavailable());
  }

  /** <a href="https://www.rfc-editor.org/rfc/rfc9207#section-2.4">RFC 9207, section 2.4</a>. */
  IssuerCheck checkIssuer(@Nullable String issuer) {
    boolean accepted = issuer == null ? !mustNameIssuer() : isNamed(issuer);
    return accepted ? IssuerCheck.ACCEPTED : IssuerCheck.REFUSED;
  }

  private boolean mustNameIssuer() {
    return settings.responseIss() == ResponseIss.REQUIRED || metadata.mustNameIssuer();
  }

  private boolean isNamed(String issuer) {
    return settings.issuer() != null && new Issuer(settings.issuer()).matches(issuer);
  }

  Optional<Refusal> interpret(AuthorizationError error) {
    Optional<ProviderErrors.Found> found = errors.find(error);
    reasons.refused(
        Step.AUTHORIZATION,
        found
            .map(each -> SafeText.orElse(error.error(), "") + " " + each.described())
            .orElse("unknown error")
            .strip());
    return found.map(each -> new Refusal(each.meaning().category(), each.meaning().denial()));
  }

  ExchangeResult exchange(Secret code, Secret codeVerifier, String nonce) {
    if (code.reveal().isBlank()) {
      return new ExchangeResult.CodeRefused();
    }
    return metadata
        .endpoints()
        .map(known -> exchange.exchange(known, code, codeVerifier, nonce))
        .orElseGet(ExchangeResult.ExchangeUnavailable::new);
  }

  RefreshVerdict refresh(RefreshRequest request) {
    return refresh.refresh(request);
  }

  RevokeResult revoke(Secret token, TokenKind kind) {
    return revocation.revoke(token, kind);
  }

  StorageResult storage(Secret accessToken, Duration within) {
    return storage.read(accessToken, within);
  }

  @Override
  public void close() {
    http.close();
  }
}
