package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/**
 * The host's OpenID provider as its own metadata describes it (OpenID Connect Discovery 1.0, section 4), read when the
 * first person signs in and not at the start, so that an outage there keeps nobody from the API. What was read is used
 * for an hour, and on when it cannot be read again.
 */
final class HostProvider implements ClientRegistrationRepository {
  /** The one provider there is; it stands in the redirect URI. */
  static final String ID = "host";

  /** Registered at the provider, below the public address. */
  static final String REDIRECT = "/login/oauth2/code/" + ID;

  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 3_000;
  private static final int MAX_BYTES = 100 * 1024;
  private static final Duration FRESH = Duration.ofHours(1);

  private final SignIn signIn;
  private final URI publicUrl;
  private final Clock clock;
  private final DefaultResourceRetriever http =
      new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES);
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Known known;

  private record Known(ClientRegistration registration, Instant until) {}

  HostProvider(SignIn signIn, URI publicUrl, Clock clock) {
    this.signIn = signIn;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /** @throws AuthenticationServiceException when its metadata cannot be had, or is another's */
  @Override
  public @Nullable ClientRegistration findByRegistrationId(String id) {
    return ID.equals(id) ? registration() : null;
  }

  private ClientRegistration registration() {
    Known before = known;
    if (before != null && clock.instant().isBefore(before.until())) {
      return before.registration();
    }
    reading.lock();
    try {
      Known meanwhile = known;
      if (meanwhile != null && clock.instant().isBefore(meanwhile.until())) {
        return meanwhile.registration();
      }
      Known read = new Known(read(), clock.instant().plus(FRESH));
      known = read;
      return read.registration();
    } catch (IOException | ParseException | IllegalArgumentException unusable) {
      if (before != null) {
        return before.registration();
      }
      throw new AuthenticationServiceException("The identity provider's metadata cannot be had", unusable);
    } finally {
      reading.unlock();
    }
  }

  /**
   * Where people are signed out at the provider too (RP-Initiated Logout 1.0, section 2.1); absent where the provider has
   * no such place, was not asked yet, or names one of another origin, which our pages' policy would not let a form
   * lead to.
   */
  Optional<URI> endSession() {
    Known read = known;
    if (read == null) {
      return Optional.empty();
    }
    Object address =
        read.registration().getProviderDetails().getConfigurationMetadata().get("end_session_endpoint");
    return address instanceof String text
        ? Optional.of(URI.create(text)).filter(uri -> origin(uri).equals(origin(signIn.issuer())))
        : Optional.empty();
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private ClientRegistration read() throws IOException, ParseException {
    String issuer = signIn.issuer().toString();
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    URI address = URI.create(base + "/.well-known/openid-configuration");
    Map<String, Object> metadata =
        JSONObjectUtils.parse(http.retrieveResource(address.toURL()).getContent());
    if (!issuer.equals(metadata.get("issuer"))) {
      throw new IllegalArgumentException("The metadata names another issuer than the one it was read from");
    }
    return ClientRegistrations.fromOidcConfiguration(metadata)
        .registrationId(ID)
        .clientId(signIn.clientId())
        .clientSecret(signIn.clientSecret().reveal())
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri(publicUrl + REDIRECT)
        .scope(signIn.scopes())
        .userNameAttributeName(signIn.userIdClaim())
        .clientName(signIn.name())
        .build();
  }
}
