package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.application.provider.Providers.AuthorizationRequest;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.token.ClientRequests;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * Builds the address that a browser is redirected to (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1">RFC 6749, section 4.1.1</a>; PKCE by
 * <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.3">RFC 7636, section 4.3</a>).
 */
record AuthorizationRequests(ProviderSettings settings, ClientRequests requests, URI redirectUri) {

  URI uri(URI endpoint, AuthorizationRequest request) {
    var builder =
        new com.nimbusds.oauth2.sdk.AuthorizationRequest.Builder(
                ResponseType.CODE, requests.clientId())
            .endpointURI(endpoint)
            .redirectionURI(redirectUri)
            .state(new State(request.state().reveal()))
            .codeChallenge(
                new CodeVerifier(request.codeVerifier().reveal()), CodeChallengeMethod.S256);
    if (!settings.scopes().isEmpty()) {
      builder.scope(new Scope(settings.scopes().toArray(String[]::new)));
    }
    if (settings.hasIdToken()) {
      builder.customParameter("nonce", request.nonce());
    }
    if (request.loginHint() != null) {
      builder.customParameter("login_hint", request.loginHint());
    }
    Map<String, String> configured = new HashMap<>(settings.authorizationParameters());
    if (request.forceConsent()) {
      configured.putAll(settings.consentParameters());
    }
    configured.forEach(builder::customParameter);
    return builder.build().toURI();
  }
}
