package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.oauth.CookieSeal;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.JsonDocuments;
import com.cloudaggregator.web.Onward;
import com.cloudaggregator.web.WebAdapter;
import com.nimbusds.jose.KeySourceException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.LocaleResolver;

/**
 * Sign-in of the built-in pages at the host's OpenID provider: authorization code flow with PKCE,
 * state and nonce (OpenID Connect Core, section 3.1; RFC 7636; RFC 9700). Addresses come from the
 * configuration and from the provider's metadata, never from a request's headers. The tokens are
 * dropped when the ID token has been verified.
 */
final class HostSignIn {
  private static final Logger LOG = LoggerFactory.getLogger(HostSignIn.class);
  private static final String RETRY_SECONDS = "5";

  private final SignIn signIn;
  private final Settings settings;
  private final HostProvider provider;
  private final ProblemWriter problems;
  private final SignInCookie started;
  private final BoundedRequests requests;
  private final RefusalReporter refusals;
  private final VerifiedAddresses addresses;
  private final LocaleResolver languages;

  HostSignIn(
      SignIn signIn,
      Settings settings,
      ProblemWriter problems,
      CookieSeal seal,
      BoundedRequests requests,
      RefusalReporter refusals,
      VerifiedAddresses addresses,
      LocaleResolver languages,
      Clock clock) {
    this.signIn = signIn;
    this.addresses = addresses;
    this.languages = languages;
    this.settings = settings;
    this.problems = problems;
    this.requests = requests;
    this.refusals = refusals;
    this.provider =
        new HostProvider(
            signIn, settings.publicUrl(), new JsonDocuments(requests), refusals, clock);
    this.started = new SignInCookie(settings.secure(), seal, provider, clock);
  }

  void addTo(HttpSecurity http) {
    var requests =
        new DefaultOAuth2AuthorizationRequestResolver(
            provider,
            OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI);
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    http.oauth2Login(
        login ->
            login
                .loginPage("/login")
                .clientRegistrationRepository(provider)
                .authorizedClientRepository(new NoTokens())
                .authorizationEndpoint(
                    start ->
                        start
                            .authorizationRequestResolver(requests)
                            .authorizationRequestRepository(started)
                            // Spring's own strategy logs the target, which holds state and nonce.
                            .authorizationRedirectStrategy(
                                (request, response, url) -> seeOther(response, url)))
                .tokenEndpoint(token -> token.accessTokenResponseClient(tokens()))
                .userInfoEndpoint(user -> user.oidcUserService(new HostUsers(signIn, refusals)))
                .successHandler(this::signedIn)
                .failureHandler(this::failed)
                .withObjectPostProcessor(startFailures()));
  }

  /**
   * After a sign-out here the browser continues to the provider, to sign out there too, or to our
   * own page. The sign-out is a form and the provider has another origin, so this is not a
   * redirect.
   */
  void signedOut(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Optional<URI> end = provider.endSession();
    if (end.isEmpty()) {
      seeOther(response, "/login?why=signed-out#_");
      return;
    }
    String address =
        end.get()
            + (end.get().getRawQuery() == null ? "?" : "&")
            + "client_id="
            + encode(signIn.clientId())
            + "&post_logout_redirect_uri="
            + encode(settings.publicUrl() + "/login");
    new Onward(URI.create(address), signIn.name()).forward(request, response);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private RestClientAuthorizationCodeTokenResponseClient tokens() {
    var client = new RestClientAuthorizationCodeTokenResponseClient();
    client.setRestClient(
        RestClient.builder()
            .requestFactory(requests)
            .messageConverters(
                List.of(
                    new FormHttpMessageConverter(),
                    new OAuth2AccessTokenResponseHttpMessageConverter()))
            .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
            .build());
    return client;
  }

  private void signedIn(
      HttpServletRequest request, HttpServletResponse response, Authentication who) {
    if (who.getPrincipal() instanceof HostUsers.SignedIn person) {
      if (!person.displayName().isEmpty()) {
        request.getSession().setAttribute(WebAdapter.DISPLAY_NAME, person.displayName());
      }
      person
          .verifiedAddress()
          .ifPresent(
              address -> {
                request.getSession().setAttribute(WebAdapter.EMAIL, address.value());
                addresses.remember(
                    new UserId(person.getName()), address, languages.resolveLocale(request));
              });
    }
    // Its own fragment: whatever was in the address before the sign-in is not carried along.
    seeOther(response, AfterSignIn.page(request, response, settings.secure()) + "#_");
  }

  /** Logs the kind of failure only, since the provider and the request may have sent anything. */
  private void failed(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (isOutage(failure)) {
      LOG.warn("Sign-in: the identity provider cannot be reached ({})", kind(failure));
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      problems.write("identity_unavailable", request, response);
      return;
    }
    String code =
        failure instanceof OAuth2AuthenticationException refused
            ? refused.getError().getErrorCode()
            : "";
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
    String code =
        failure instanceof OAuth2AuthenticationException refused
            ? refused.getError().getErrorCode()
            : "-";
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

  /** Access and refresh token of a sign-in are not needed, so they are not kept. */
  private static final class NoTokens implements OAuth2AuthorizedClientRepository {
    @Override
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
        String registration, Authentication who, HttpServletRequest request) {
      return null;
    }

    @Override
    public void saveAuthorizedClient(
        OAuth2AuthorizedClient client,
        Authentication who,
        HttpServletRequest request,
        HttpServletResponse response) {
      // Not kept.
    }

    @Override
    public void removeAuthorizedClient(
        String registration,
        Authentication who,
        HttpServletRequest request,
        HttpServletResponse response) {
      // Nothing is kept.
    }
  }
}
