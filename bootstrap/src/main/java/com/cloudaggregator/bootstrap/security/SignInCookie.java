package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.security.session.HostCookie;
import com.cloudaggregator.oauth.CookieSeal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps a sign-in that has been started in the browser that started it, so that the server stores
 * nothing for it: state, nonce and PKCE verifier in a sealed cookie, for ten minutes. A second
 * start in the same browser replaces the first. Everything else of the authorization request is
 * read from the configuration again.
 */
final class SignInCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
  private static final String PURPOSE = "sign-in";
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HostCookie cookie;
  private final CookieSeal seal;
  private final HostProvider provider;
  private final Clock clock;

  SignInCookie(boolean secure, CookieSeal seal, HostProvider provider, Clock clock) {
    this.cookie = HostCookie.of("cloud-aggregator-sign-in", secure);
    this.seal = seal;
    this.provider = provider;
    this.clock = clock;
  }

  private record Started(String state, String nonce, String verifier, long expiresAt) {}

  @Override
  public void saveAuthorizationRequest(
      OAuth2AuthorizationRequest start, HttpServletRequest request, HttpServletResponse response) {
    var started =
        new Started(
            Objects.requireNonNull(start.getState()),
            Objects.requireNonNull(start.<String>getAttribute(OidcParameterNames.NONCE)),
            Objects.requireNonNull(start.<String>getAttribute(PkceParameterNames.CODE_VERIFIER)),
            clock.instant().plus(TIME_TO_LIVE).getEpochSecond());
    cookie.write(seal.seal(PURPOSE, JSON.writeValueAsBytes(started)), TIME_TO_LIVE, response);
  }

  /**
   * Null if this browser has not started the sign-in with this state.
   *
   * @throws org.springframework.security.authentication.AuthenticationServiceException if the
   *     provider's metadata cannot be read
   */
  @Override
  public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
    String state = request.getParameter(OAuth2ParameterNames.STATE);
    Optional<Started> started =
        cookie
            .read(request)
            .flatMap(value -> seal.open(PURPOSE, value))
            .map(bytes -> JSON.readValue(bytes, Started.class))
            .filter(found -> found.state().equals(state))
            .filter(found -> clock.instant().isBefore(Instant.ofEpochSecond(found.expiresAt())));
    return started.map(this::rebuild).orElse(null);
  }

  private OAuth2AuthorizationRequest rebuild(Started started) {
    ClientRegistration registration =
        Objects.requireNonNull(provider.findByRegistrationId(HostProvider.ID));
    return OAuth2AuthorizationRequest.authorizationCode()
        .authorizationUri(
            Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
        .clientId(registration.getClientId())
        .redirectUri(registration.getRedirectUri())
        .scopes(registration.getScopes())
        .state(started.state())
        .attributes(
            attributes ->
                attributes.putAll(
                    Map.of(
                        OAuth2ParameterNames.REGISTRATION_ID, HostProvider.ID,
                        OidcParameterNames.NONCE, started.nonce(),
                        PkceParameterNames.CODE_VERIFIER, started.verifier())))
        .build();
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
      HttpServletRequest request, HttpServletResponse response) {
    OAuth2AuthorizationRequest found = loadAuthorizationRequest(request);
    if (found != null) {
      cookie.delete(response);
    }
    return found;
  }
}
