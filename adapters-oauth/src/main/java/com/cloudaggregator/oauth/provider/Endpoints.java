package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.ResponseIss;
import com.cloudaggregator.oauth.http.Json;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The addresses of a provider: as configured, and what is left out from its metadata (<a
 * href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata">OpenID Connect
 * Discovery, section 3</a>; <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414,
 * section 2</a>).
 *
 * @param userInfo null if the claims of the ID token are the only source
 * @param keys null if there is no ID token
 * @param issuerInResponse whether a response without {@code iss} is refused (<a
 *     href="https://www.rfc-editor.org/rfc/rfc9207#section-2.4">RFC 9207, section 2.4</a>)
 */
record Endpoints(
    URI authorization,
    URI token,
    @Nullable URI userInfo,
    @Nullable URI keys,
    boolean issuerInResponse) {

  /** Empty if an address that is needed is not configured. */
  static Optional<Endpoints> configured(ProviderSettings settings) {
    return complete(
        settings,
        settings.authorizationUri(),
        settings.tokenUri(),
        settings.userInfoUri(),
        settings.jwksUri(),
        settings.responseIss() == ResponseIss.REQUIRED);
  }

  /** Empty if an address that is needed is neither configured nor in the metadata. */
  static Optional<Endpoints> discovered(ProviderSettings settings, JsonNode metadata) {
    return complete(
        settings,
        or(settings.authorizationUri(), metadata, "authorization_endpoint"),
        or(settings.tokenUri(), metadata, "token_endpoint"),
        settings.hasIdToken()
            ? settings.userInfoUri()
            : or(settings.userInfoUri(), metadata, "userinfo_endpoint"),
        or(settings.jwksUri(), metadata, "jwks_uri"),
        settings.responseIss() == ResponseIss.REQUIRED
            || metadata.path("authorization_response_iss_parameter_supported").asBoolean(false));
  }

  Stream<URI> all() {
    return Stream.of(
            Optional.of(authorization),
            Optional.of(token),
            Optional.ofNullable(userInfo),
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
    boolean identifies = settings.hasIdToken() ? keys != null : userInfo != null;
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
