package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.application.disconnect.RevocationEndpoints;
import com.cloudaggregator.application.disconnect.Revocations.TokenKind;
import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.provider.Refusal;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.OAuthSettings;
import com.cloudaggregator.oauth.RefusalReporter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configured providers, each with a client of its own, so that none waits for another. */
final class ConfiguredProviders implements Providers, RevocationEndpoints, AutoCloseable {
  private final Map<Provider, ProviderClient> clients = new LinkedHashMap<>();

  ConfiguredProviders(OAuthSettings settings, RefusalReporter refusals, Clock clock) {
    String base = settings.publicUrl().toString().replaceAll("/+$", "");
    settings
        .providers()
        .forEach(
            (id, its) -> {
              Provider provider = new Provider(id);
              URI redirectUri = URI.create(base + "/auth/" + id + "/callback");
              clients.put(
                  provider,
                  new ProviderClient(
                      provider,
                      its,
                      redirectUri,
                      settings.allowInsecureLoopback(),
                      refusals,
                      clock));
            });
  }

  @Override
  public List<ProviderProfile> all() {
    return clients.values().stream().map(ProviderClient::profile).toList();
  }

  @Override
  public Optional<ProviderProfile> find(Provider provider) {
    return Optional.ofNullable(clients.get(provider)).map(ProviderClient::profile);
  }

  @Override
  public AuthorizationResult authorize(AuthorizationRequest request) {
    return client(request.provider()).authorize(request);
  }

  @Override
  public IssuerCheck checkIssuer(Provider provider, @Nullable String issuer) {
    return client(provider).checkIssuer(issuer);
  }

  @Override
  public Optional<Refusal> interpret(Provider provider, AuthorizationError error) {
    return client(provider).interpret(error);
  }

  @Override
  public ExchangeResult exchange(
      Provider provider, Secret code, Secret codeVerifier, String nonce) {
    return client(provider).exchange(code, codeVerifier, nonce);
  }

  @Override
  public RefreshVerdict refresh(RefreshRequest request) {
    return client(request.provider()).refresh(request);
  }

  @Override
  public StorageResult storage(Provider provider, Secret accessToken, Duration within) {
    return client(provider).storage(accessToken, within);
  }

  @Override
  public RevokeResult revoke(Provider provider, Secret token, TokenKind kind) {
    ProviderClient client = clients.get(provider);
    return client == null ? new RevokeResult.RevocationRefused() : client.revoke(token, kind);
  }

  private ProviderClient client(Provider provider) {
    ProviderClient client = clients.get(provider);
    if (client == null) {
      throw new IllegalArgumentException("Unknown provider");
    }
    return client;
  }

  @Override
  public void close() {
    clients.values().forEach(ProviderClient::close);
  }
}
