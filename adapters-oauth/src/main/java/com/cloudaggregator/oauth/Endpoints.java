package com.cloudaggregator.oauth;

import com.cloudaggregator.oauth.OAuthAdapter.ProviderSettings;
import com.cloudaggregator.oauth.OAuthAdapter.ResponseIss;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a provider is called: as configured, and what is left out as its metadata says (OpenID Connect Discovery,
 * section 3; RFC 8414, section 2).
 *
 * @param userInfo null where the ID token's claims are the only source
 * @param keys null where there is no ID token
 * @param issuerInResponse whether a response without {@code iss} is refused (RFC 9207, section 2.4)
 */
record Endpoints(URI authorization, URI token, @Nullable URI userInfo, @Nullable URI keys, boolean issuerInResponse) {

  /** As configured, if nothing that is needed is left out. */
  static Optional<Endpoints> configured(ProviderSettings settings) {
    return complete(
        settings,
        settings.authorizationUri(),
        settings.tokenUri(),
        settings.userInfoUri(),
        settings.jwksUri(),
        settings.responseIss() == ResponseIss.REQUIRED);
  }

  /** Absent when the metadata is another issuer's, or lacks or misplaces what is needed. */
  static Optional<Endpoints> discovered(ProviderSettings settings, JsonNode metadata, boolean insecureLoopback) {
    String issuer = settings.issuer();
    if (issuer == null || !issuer.equals(Json.text(metadata, "issuer"))) {
      return Optional.empty();
    }
    return complete(
            settings,
            or(settings.authorizationUri(), metadata, "authorization_endpoint"),
            or(settings.tokenUri(), metadata, "token_endpoint"),
            settings.idToken() ? settings.userInfoUri() : or(settings.userInfoUri(), metadata, "userinfo_endpoint"),
            or(settings.jwksUri(), metadata, "jwks_uri"),
            settings.responseIss() == ResponseIss.REQUIRED
                || metadata.path("authorization_response_iss_parameter_supported").asBoolean(false))
        .filter(endpoints -> endpoints.all().allMatch(uri -> HttpGateway.permits(uri, insecureLoopback)));
  }

  Stream<URI> all() {
    return Stream.of(Optional.of(authorization), Optional.of(token), Optional.ofNullable(userInfo),
            Optional.ofNullable(keys))
        .flatMap(Optional::stream);
  }

  private static Optional<Endpoints> complete(
      ProviderSettings settings,
      @Nullable URI authorization,
      @Nullable URI token,
      @Nullable URI userInfo,
      @Nullable URI keys,
      boolean issuerInResponse) {
    boolean identifies = settings.idToken() ? keys != null : userInfo != null;
    return authorization != null && token != null && identifies
        ? Optional.of(new Endpoints(authorization, token, userInfo, keys, issuerInResponse))
        : Optional.empty();
  }

  private static @Nullable URI or(@Nullable URI configured, JsonNode metadata, String member) {
    String address = Json.text(metadata, member);
    if (configured != null || address == null) {
      return configured;
    }
    try {
      return URI.create(address);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
