package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.RefusalReporter.Refusal;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import com.cloudaggregator.oauth.http.Json;
import com.cloudaggregator.oauth.http.JsonDocuments;
import com.cloudaggregator.oauth.openid.Issuer;
import com.cloudaggregator.oauth.openid.RemoteValue;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import tools.jackson.databind.JsonNode;

/**
 * The host's OpenID provider as described by its metadata (<a
 * href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect
 * Discovery 1.0, section 4</a>). The metadata is read at the first sign-in, so that an outage of
 * the provider does not affect the API.
 */
final class HostProvider implements ClientRegistrationRepository {
  /** The id of the only registration; part of the redirect URI. */
  static final String ID = "host";

  /** The path of the redirect URI, which is registered at the provider. */
  static final String REDIRECT = "/login/oauth2/code/" + ID;

  /** The longest time from the first byte sent to the last byte read. */
  private static final Duration METADATA_DEADLINE = Duration.ofSeconds(3);

  private final SignIn signIn;
  private final URI publicUrl;
  private final JsonDocuments documents;
  private final RefusalReporter refusals;
  private final RemoteValue<ClientRegistration> registration;

  HostProvider(
      SignIn signIn,
      URI publicUrl,
      JsonDocuments documents,
      RefusalReporter refusals,
      Clock clock) {
    this.signIn = signIn;
    this.publicUrl = publicUrl;
    this.documents = documents;
    this.refusals = refusals;
    this.registration = new RemoteValue<>(this::read, clock);
  }

  /**
   * @throws AuthenticationServiceException if the metadata cannot be read or names another issuer
   */
  @Override
  public @Nullable ClientRegistration findByRegistrationId(String id) {
    return ID.equals(id) ? registration() : null;
  }

  private ClientRegistration registration() {
    return registration
        .get(METADATA_DEADLINE)
        .orElseThrow(
            () ->
                new AuthenticationServiceException(
                    "The identity provider's metadata cannot be read"));
  }

  /**
   * The provider's end-session endpoint (RP-Initiated Logout 1.0, section 2.1), on any origin.
   * Empty if the provider has none, if its metadata was not read yet, or if the address is neither
   * https nor, with an http issuer, http.
   */
  Optional<URI> endSession() {
    ClientRegistration read = registration.peek().orElse(null);
    if (read == null) {
      return Optional.empty();
    }
    Object address =
        read.getProviderDetails().getConfigurationMetadata().get("end_session_endpoint");
    return address instanceof String text
        ? Optional.of(URI.create(text)).filter(this::isForBrowsers)
        : Optional.empty();
  }

  private boolean isForBrowsers(URI address) {
    return address.getHost() != null
        && address.getRawFragment() == null
        && ("https".equals(address.getScheme())
            || Objects.equals(address.getScheme(), signIn.issuer().getScheme()));
  }

  private Optional<ClientRegistration> read(Duration within) {
    String issuer = signIn.issuer().toString();
    JsonNode metadata;
    try {
      metadata = documents.read(new Issuer(issuer).metadata(), within);
    } catch (JsonDocuments.UnreadableException e) {
      return refused(e.reason());
    }
    if (!issuer.equals(Json.text(metadata, "issuer"))) {
      return refused("it names another issuer than the configured one");
    }
    try {
      return Optional.of(
          ClientRegistrations.fromOidcConfiguration(Json.members(metadata))
              .registrationId(ID)
              .clientId(signIn.clientId())
              .clientSecret(signIn.clientSecret().reveal())
              .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
              .redirectUri(publicUrl + REDIRECT)
              .scope(signIn.scopes())
              .userNameAttributeName(signIn.userIdClaim())
              .clientName(signIn.name())
              .build());
    } catch (IllegalArgumentException e) {
      return refused("it is incomplete");
    }
  }

  private Optional<ClientRegistration> refused(String reason) {
    refusals.report(new Refusal(Refusal.SIGN_IN, Step.METADATA, reason));
    return Optional.empty();
  }
}
