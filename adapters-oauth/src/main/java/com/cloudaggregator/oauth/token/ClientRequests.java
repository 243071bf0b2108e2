package com.cloudaggregator.oauth.token;

import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.ResourceMethod;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.Token;
import java.net.URI;

/**
 * The requests of our client to one provider. A confidential client authenticates itself (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, section 2.3.1</a>); a
 * public client only sends its id (section 3.2.1).
 */
public record ClientRequests(ProviderSettings settings) {

  /**
   * @throws IllegalStateException if the provider is not configured
   */
  public ClientID clientId() {
    String id = settings.clientId();
    if (id == null || id.isEmpty()) {
      throw notConfigured();
    }
    return new ClientID(id);
  }

  /** A request to the token endpoint. */
  public HTTPRequest token(URI endpoint, AuthorizationGrant grant) {
    TokenRequest.Builder request =
        settings.isPublicClient()
            ? new TokenRequest.Builder(endpoint, clientId(), grant)
            : new TokenRequest.Builder(endpoint, authentication(), grant);
    return request.build().toHTTPRequest();
  }

  /** <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.1">RFC 7009, section 2.1</a>. */
  HTTPRequest revocation(URI endpoint, Token token) {
    TokenRevocationRequest request =
        settings.isPublicClient()
            ? new TokenRevocationRequest(endpoint, clientId(), token)
            : new TokenRevocationRequest(endpoint, authentication(), token);
    return request.toHTTPRequest();
  }

  /**
   * A request that carries an access token in its header (<a
   * href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>).
   */
  public static HTTPRequest bearer(ResourceMethod method, URI endpoint, Secret accessToken) {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.valueOf(method.name()), endpoint);
    request.setAuthorization(new BearerAccessToken(accessToken.reveal()).toAuthorizationHeader());
    return request;
  }

  private ClientAuthentication authentication() {
    Secret configured = settings.clientSecret();
    if (configured == null) {
      throw notConfigured();
    }
    var secret = new com.nimbusds.oauth2.sdk.auth.Secret(configured.reveal());
    return switch (settings.clientAuthentication()) {
      case CLIENT_SECRET_POST -> new ClientSecretPost(clientId(), secret);
      case CLIENT_SECRET_BASIC -> new ClientSecretBasic(clientId(), secret);
      case NONE -> throw new IllegalStateException("A public client has no authentication");
    };
  }

  private IllegalStateException notConfigured() {
    return new IllegalStateException("Provider " + settings.displayName() + " is not configured");
  }
}
