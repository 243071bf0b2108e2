package com.cloudaggregator.oauth;

import com.cloudaggregator.application.port.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.port.Revocations.TokenKind;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.HttpGateway.Receipt;
import com.cloudaggregator.oauth.OAuthAdapter.ProviderSettings;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import java.net.URI;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Revokes a grant as its provider does it: by RFC 7009, or by Dropbox's call, which ends the grant of the access token
 * that it comes with.
 */
final class GrantRevocation {
  /** RFC 7009, section 2.2, answers an invalid token with 200; Google with 400 and the first of these. */
  private static final Set<String> ALREADY_INVALID = Set.of("invalid_token", "invalid_grant");

  private static final Set<String> CLIENT_REFUSED = Set.of("invalid_client", "unauthorized_client");
  private static final RevokeResult REVOKED = new RevokeResult.Revoked();
  private static final RevokeResult REFUSED = new RevokeResult.Refused();
  private static final RevokeResult LATER = new RevokeResult.Unavailable(null);

  private final ProviderSettings settings;
  private final HttpGateway gateway;
  private final BiFunction<URI, Token, HTTPRequest> form;
  private final Function<Secret, RefreshVerdict> refresh;

  /**
   * @param form the request of RFC 7009, by our client
   * @param refresh makes an access token of a refresh token, where the revocation needs one
   */
  GrantRevocation(
      ProviderSettings settings,
      HttpGateway gateway,
      BiFunction<URI, Token, HTTPRequest> form,
      Function<Secret, RefreshVerdict> refresh) {
    this.settings = settings;
    this.gateway = gateway;
    this.form = form;
    this.refresh = refresh;
  }

  RevokeResult revoke(Secret token, TokenKind kind) {
    URI endpoint = settings.revocationUri();
    if (!settings.configured() || endpoint == null) {
      return REFUSED;
    }
    return switch (settings.revocation()) {
      case NONE -> REFUSED;
      case ENDPOINT -> byForm(endpoint, token, kind);
      case BEARER -> switch (kind) {
        case ACCESS_TOKEN -> byBearer(endpoint, token);
        case REFRESH_TOKEN -> byBearerOf(endpoint, token);
      };
    };
  }

  private RevokeResult byForm(URI endpoint, Secret token, TokenKind kind) {
    Receipt receipt = gateway.deliver(form.apply(endpoint, switch (kind) {
      case ACCESS_TOKEN -> new BearerAccessToken(token.reveal());
      case REFRESH_TOKEN -> new RefreshToken(token.reveal());
    }));
    if (receipt != null && receipt.isRefusal() && receipt.body() != null
        && Json.text(receipt.body(), "error") instanceof String error) {
      if (ALREADY_INVALID.contains(error)) {
        return REVOKED;
      }
      if (CLIENT_REFUSED.contains(error)) {
        return LATER;
      }
    }
    return result(receipt, LATER);
  }

  private RevokeResult byBearerOf(URI endpoint, Secret refreshToken) {
    return switch (refresh.apply(refreshToken)) {
      case RefreshVerdict.Refreshed(var credentials) -> byBearer(endpoint, credentials.accessToken());
      case RefreshVerdict.Terminal _ -> REVOKED;
      case RefreshVerdict.Transient later -> new RevokeResult.Unavailable(later.retryAfterOrNull());
      case RefreshVerdict.ClientRefused _ -> LATER;
    };
  }

  private RevokeResult byBearer(URI endpoint, Secret accessToken) {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, endpoint);
    request.setAuthorization(new BearerAccessToken(accessToken.reveal()).toAuthorizationHeader());
    return result(gateway.deliver(request), REVOKED);
  }

  /** @param unauthorized what 401 means: that the client is not accepted, or that the token is worth nothing already */
  private static RevokeResult result(@Nullable Receipt receipt, RevokeResult unauthorized) {
    if (receipt == null) {
      return LATER;
    }
    if (receipt.isSuccess()) {
      return REVOKED;
    }
    if (receipt.status() == 401) {
      return unauthorized;
    }
    return receipt.isRefusal() ? REFUSED : new RevokeResult.Unavailable(receipt.retryAfter());
  }
}
