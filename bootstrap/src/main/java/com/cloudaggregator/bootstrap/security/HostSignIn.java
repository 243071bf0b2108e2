package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.bootstrap.configuration.Settings.Verification;
import com.cloudaggregator.web.WebAdapter;
import com.cloudaggregator.domain.account.UserId;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Sign-in of the built-in pages at the host's OpenID provider: authorization code flow with PKCE, state and nonce
 * (OpenID Connect Core, section 3.1; RFC 7636; RFC 9700). Addresses come from the configuration and from the provider's
 * metadata, never from a request's headers. The tokens are dropped when the ID token has been verified.
 */
final class HostSignIn {
  private static final Logger LOG = LoggerFactory.getLogger(HostSignIn.class);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(5);
  private static final String RETRY_SECONDS = "5";

  private final SignIn signIn;
  private final Settings settings;
  private final HostProvider provider;
  private final ProblemWriter problems;
  private final UserSessions sessions;

  HostSignIn(
      SignIn signIn, Settings settings, ProblemWriter problems, UserSessions sessions, Clock clock) {
    this.signIn = signIn;
    this.settings = settings;
    this.problems = problems;
    this.sessions = sessions;
    this.provider = new HostProvider(signIn, settings.publicUrl(), clock);
  }

  void addTo(HttpSecurity http) {
    var requests = new DefaultOAuth2AuthorizationRequestResolver(
        provider, OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI);
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    http.oauth2Login(login -> login
        .loginPage("/login")
        .clientRegistrationRepository(provider)
        .authorizedClientRepository(new NoTokens())
        .authorizationEndpoint(start -> start
            .authorizationRequestResolver(requests)
            // Spring's own strategy logs the target, which holds state and nonce.
            .authorizationRedirectStrategy((request, response, url) -> seeOther(response, url)))
        .tokenEndpoint(token -> token.accessTokenResponseClient(tokens()))
        .userInfoEndpoint(user -> user.oidcUserService(new HostUsers(signIn)))
        .successHandler(this::signedIn)
        .failureHandler(this::failed)
        .withObjectPostProcessor(startFailures()));
  }

  /** Where a browser goes that is signed out here: to the provider, to be signed out there too, or to our own page. */
  String afterSignOut() {
    return provider.endSession()
        .map(end -> end + (end.getRawQuery() == null ? "?" : "&") + "client_id=" + encode(signIn.clientId())
            + "&post_logout_redirect_uri=" + encode(settings.publicUrl() + "/login"))
        .orElse("/login?why=signed-out#_");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** ID tokens are verified as users' tokens are: key and algorithm by configuration, time by our clock. */
  static JwtDecoderFactory<ClientRegistration> idTokens(Settings settings, Clock clock) {
    return registration -> {
      var keys = new Verification.KeySet(
          URI.create(Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri())),
          Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofHours(4));
      var processor = new DefaultJWTProcessor<SecurityContext>();
      processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
          Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.PS256), UserTokens.source(keys)));
      processor.setJWTClaimsSetVerifier((claims, context) -> {}); // the validator below does it, with our clock
      var validator = new OidcIdTokenValidator(registration);
      validator.setClock(clock);
      validator.setClockSkew(settings.users().clockSkew());
      var decoder = new NimbusJwtDecoder(processor);
      decoder.setJwtValidator(validator);
      String claim = settings.signIn().map(SignIn::userIdClaim).orElse("sub");
      return textual(decoder, claim);
    };
  }

  /** Nimbus reads a number as its digits, which would make 7 and "7" one user. */
  private static JwtDecoder textual(JwtDecoder decoder, String claim) {
    return token -> {
      if (token.length() > UserTokens.MAX_LENGTH) {
        throw new BadJwtException("The ID token is too long");
      }
      var verified = decoder.decode(token);
      try {
        if (!(JWSObject.parse(token).getPayload().toJSONObject().get(claim) instanceof String)) {
          throw new BadJwtException("Claim refused: " + claim);
        }
      } catch (ParseException impossible) {
        throw new BadJwtException("The ID token cannot be read", impossible);
      }
      return verified;
    };
  }

  private static RestClientAuthorizationCodeTokenResponseClient tokens() {
    var connections = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
        .connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER).build());
    connections.setReadTimeout(READ);
    var client = new RestClientAuthorizationCodeTokenResponseClient();
    client.setRestClient(RestClient.builder()
        .requestFactory(connections)
        .messageConverters(List.of(new FormHttpMessageConverter(), new OAuth2AccessTokenResponseHttpMessageConverter()))
        .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
        .build());
    return client;
  }

  private void signedIn(HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException {
    try {
      OpenSessions.begin(request.getSession(), sessions.begin(new UserId(who.getName())));
    } catch (StorageException away) {
      request.getSession().invalidate();
      problems.write("database_unavailable", request, response);
      return;
    }
    if (who.getPrincipal() instanceof HostUsers.SignedIn person && !person.displayName().isEmpty()) {
      request.getSession().setAttribute(WebAdapter.DISPLAY_NAME, person.displayName());
    }
    // Its own fragment: whatever was in the address before the sign-in is not carried along.
    seeOther(response, AfterSignIn.page(request, response, settings.secure()) + "#_");
  }

  /** The reason is logged by its kind alone: what the provider sent, and what came with the request, may be anything. */
  private void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (isOutage(failure)) {
      LOG.warn("Sign-in: the identity provider cannot be reached ({})", kind(failure));
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      problems.write("identity_unavailable", request, response);
      return;
    }
    String code = failure instanceof OAuth2AuthenticationException refused ? refused.getError().getErrorCode() : "";
    if (code.equals("access_denied")) {
      seeOther(response, "/login?why=cancelled#_");
      return;
    }
    LOG.warn("Sign-in refused: {}", kind(failure));
    seeOther(response, "/login?why=failed#_");
  }

  private static String kind(AuthenticationException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String code = failure instanceof OAuth2AuthenticationException refused ? refused.getError().getErrorCode() : "-";
    return (code.matches("[a-z_]{1,60}") ? code : "…") + ", " + cause.getClass().getSimpleName();
  }

  private static boolean isOutage(AuthenticationException failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationServiceException
          || cause instanceof ResourceAccessException
          || cause instanceof KeySourceException) {
        return true;
      }
    }
    return false;
  }

  /** The start asks for the metadata too. */
  private ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter> startFailures() {
    return new ObjectPostProcessor<>() {
      @Override
      public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
        filter.setAuthenticationFailureHandler(HostSignIn.this::failed);
        return filter;
      }
    };
  }

  private static void seeOther(HttpServletResponse response, String location) {
    response.setStatus(HttpStatus.SEE_OTHER.value());
    response.setHeader(HttpHeaders.LOCATION, location);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /** Access and refresh token of a sign-in are of no use to us, so nobody keeps them. */
  private static final class NoTokens implements OAuth2AuthorizedClientRepository {
    @Override
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
        String registration, Authentication who, HttpServletRequest request) {
      return null;
    }

    @Override
    public void saveAuthorizedClient(
        OAuth2AuthorizedClient client, Authentication who, HttpServletRequest request, HttpServletResponse response) {
      // Nothing: see above.
    }

    @Override
    public void removeAuthorizedClient(
        String registration, Authentication who, HttpServletRequest request, HttpServletResponse response) {
      // There is none.
    }
  }

  /** The origin that a sign-out may lead to, for the pages' policy. */
  static Optional<String> origin(Settings settings) {
    return settings.signIn().map(SignIn::issuer).map(uri -> uri.getScheme() + "://" + uri.getRawAuthority());
  }
}
