package com.cloudaggregator.oauth.token;

import com.cloudaggregator.application.disconnect.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.disconnect.Revocations.TokenKind;
import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.ResourceMethod;
import com.cloudaggregator.oauth.http.HttpGateway;
import com.cloudaggregator.oauth.http.Json;
import com.cloudaggregator.oauth.http.Receipt;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Revokes a grant: by RFC 7009, or by a call that ends the grant of the access token it carries
 * (Dropbox).
 */
public final class GrantRevocation {
  /**
   * <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.2">RFC 7009, section 2.2</a>, answers
   * an invalid token with 200; Google answers 400 and the first of these.
   */
  private static final Set<String> ALREADY_INVALID = Set.of("invalid_token", "invalid_grant");

  private static final Set<String> CLIENT_REFUSED = Set.of("invalid_client", "unauthorized_client");
  private static final RevokeResult REVOKED = new RevokeResult.Revoked();
  private static final RevokeResult REFUSED = new RevokeResult.RevocationRefused();
  private static final RevokeResult LATER = new RevokeResult.RetryLater(null);

  private final Provider provider;
  private final ProviderSettings settings;
  private final ClientRequests requests;
  private final HttpGateway gateway;
  private final TokenRefresh refresh;

  /**
   * @param refresh turns a refresh token into an access token where the revocation needs one
   */
  public GrantRevocation(
      Provider provider,
      ProviderSettings settings,
      ClientRequests requests,
      HttpGateway gateway,
      TokenRefresh refresh) {
    this.provider = provider;
    this.settings = settings;
    this.requests = requests;
    this.gateway = gateway;
    this.refresh = refresh;
  }

  public RevokeResult revoke(Secret token, TokenKind kind) {
    URI endpoint = settings.revocationUri();
    if (!settings.configured() || endpoint == null) {
      return REFUSED;
    }
    return switch (settings.revocationMethod()) {
      case NONE -> REFUSED;
      case ENDPOINT -> byForm(endpoint, token, kind);
      case BEARER ->
          switch (kind) {
            case ACCESS_TOKEN -> byBearer(endpoint, token);
            case REFRESH_TOKEN -> byBearerOf(endpoint, token);
          };
    };
  }

  private RevokeResult byForm(URI endpoint, Secret token, TokenKind kind) {
    Receipt receipt =
        gateway.deliver(
            requests.revocation(
                endpoint,
                switch (kind) {
                  case ACCESS_TOKEN -> new BearerAccessToken(token.reveal());
                  case REFRESH_TOKEN -> new RefreshToken(token.reveal());
                }));
    if (receipt != null
        && receipt.isRefusal()
        && receipt.body() != null
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
    return switch (refresh.refresh(
        new RefreshRequest(
            provider, null, refreshToken, Set.of(), null, settings.totalTimeout()))) {
      case RefreshVerdict.Refreshed(var credentials) ->
          byBearer(endpoint, credentials.accessToken());
      case RefreshVerdict.Terminal _ -> REVOKED;
      case RefreshVerdict.Transient later -> new RevokeResult.RetryLater(later.retryAfterOrNull());
      case RefreshVerdict.ClientRefused _ -> LATER;
    };
  }

  private RevokeResult byBearer(URI endpoint, Secret accessToken) {
    return result(
        gateway.deliver(ClientRequests.bearer(ResourceMethod.POST, endpoint, accessToken)),
        REVOKED);
  }

  /**
   * @param unauthorized what 401 means: the client is refused, or the token is invalid already
   */
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
    return receipt.isRefusal() ? REFUSED : new RevokeResult.RetryLater(receipt.retryAfter());
  }
}
