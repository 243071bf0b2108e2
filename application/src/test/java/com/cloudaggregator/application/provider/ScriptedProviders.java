package com.cloudaggregator.application.provider;

import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Providers with scripted answers that record their calls: {@code onedrive} and {@code googledrive}
 * with offline access, {@code dropbox} without, and {@code box}, which is not configured.
 */
public class ScriptedProviders implements Providers {
  public static final String ISSUER = "https://issuer.example";

  private static final List<ProviderProfile> ALL =
      List.of(
          new ProviderProfile(new Provider("onedrive"), "OneDrive", true, true),
          new ProviderProfile(new Provider("googledrive"), "Google Drive", true, true),
          new ProviderProfile(new Provider("dropbox"), "Dropbox", true, false),
          new ProviderProfile(new Provider("box"), "Box", false, true));

  private final List<AuthorizationRequest> authorizations = new CopyOnWriteArrayList<>();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private final List<RefreshRequest> refreshes = new CopyOnWriteArrayList<>();
  private volatile AuthorizationResult authorizationAnswer =
      new AuthorizationResult.Redirect(URI.create("https://provider.example/authorize"));
  private volatile ExchangeResult exchangeAnswer = new ExchangeResult.CodeRefused();

  private volatile Function<RefreshRequest, RefreshVerdict> refreshAnswer =
      request -> new RefreshVerdict.Terminal(ReconnectReason.INVALID_GRANT);
  private volatile Function<Secret, StorageResult> storageAnswer =
      token -> new StorageResult.StorageUnavailable();

  /** A recorded call of the token endpoint. */
  public record Exchange(Provider provider, Secret code, Secret codeVerifier, String nonce) {}

  /** Makes the provider identify this account and return these credentials from now on. */
  public void identify(NewClaim signIn) {
    exchangeAnswer =
        new ExchangeResult.Identified(signIn.account(), signIn.label(), signIn.credentials());
  }

  public void answerExchange(ExchangeResult answer) {
    exchangeAnswer = answer;
  }

  public void answerRefresh(Function<RefreshRequest, RefreshVerdict> answer) {
    refreshAnswer = answer;
  }

  public void answerStorage(Function<Secret, StorageResult> answer) {
    storageAnswer = answer;
  }

  public List<RefreshRequest> refreshes() {
    return List.copyOf(refreshes);
  }

  public void answerAuthorization(AuthorizationResult answer) {
    authorizationAnswer = answer;
  }

  public List<AuthorizationRequest> authorizations() {
    return List.copyOf(authorizations);
  }

  public List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  @Override
  public List<ProviderProfile> all() {
    return ALL;
  }

  @Override
  public Optional<ProviderProfile> find(Provider provider) {
    return ALL.stream().filter(profile -> profile.provider().equals(provider)).findAny();
  }

  @Override
  public AuthorizationResult authorize(AuthorizationRequest request) {
    authorizations.add(request);
    return authorizationAnswer;
  }

  @Override
  public IssuerCheck checkIssuer(Provider provider, @Nullable String issuer) {
    return issuer == null || issuer.equals(ISSUER) ? IssuerCheck.ACCEPTED : IssuerCheck.REFUSED;
  }

  @Override
  public RefreshVerdict refresh(RefreshRequest request) {
    refreshes.add(request);
    return refreshAnswer.apply(request);
  }

  @Override
  public StorageResult storage(Provider provider, Secret accessToken, Duration within) {
    return storageAnswer.apply(accessToken);
  }

  /** The codes that the tests use, with the meaning that OAuth gives them. */
  @Override
  public Optional<Refusal> interpret(Provider provider, AuthorizationError error) {
    return switch (error.error()) {
      case "access_denied" ->
          Optional.of(
              new Refusal(
                  RefusalCategory.USER,
                  "declined".equals(error.descriptionOrNull()) ? Refusal.Denial.DECLINED : null));
      case "invalid_request", "unauthorized_client", "invalid_scope" ->
          Optional.of(new Refusal(RefusalCategory.CONFIGURATION, null));
      case "server_error", "temporarily_unavailable" ->
          Optional.of(new Refusal(RefusalCategory.TEMPORARY, null));
      default -> Optional.empty();
    };
  }

  @Override
  public ExchangeResult exchange(
      Provider provider, Secret code, Secret codeVerifier, String nonce) {
    exchanges.add(new Exchange(provider, code, codeVerifier, nonce));
    return exchangeAnswer;
  }
}
