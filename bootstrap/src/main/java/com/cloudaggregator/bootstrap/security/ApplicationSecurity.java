package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.application.notice.ManageContact;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.security.session.CsrfCookie;
import com.cloudaggregator.bootstrap.security.session.SessionCookie;
import com.cloudaggregator.bootstrap.security.session.SessionUsers;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.oauth.CookieSeal;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.http.BoundedRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.convert.converter.Converter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.servlet.LocaleResolver;

/**
 * Authentication and authorization of every path. The caller is the {@code sub} of a bearer JWT,
 * which is verified with each request, or the user of a session of the built-in pages. A session
 * needs a CSRF token. A bearer token starts no session and needs none, since a page of another
 * origin cannot send one.
 *
 * <p>Roles come from the verified token's {@code role} (text) and {@code roles} (list of texts):
 * {@code operator} may use {@code /ops/**}, {@code service} may use {@code /service/**} and nothing
 * else of the API. A session has the roles of its ID token.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@Import(TokenVerification.class)
public class ApplicationSecurity {
  /** The start of the sign-in at the host's identity provider: a link and not a form. */
  public static final URI SIGN_IN = URI.create("/oauth2/authorization/" + HostProvider.ID);

  private static final String LOGIN_URL = "/auth/*/login-url";
  private static final String[] API = {"/me/**", "/cloud/**", LOGIN_URL, "/ops/**", "/service/**"};

  /** The paths that pages of other origins may call. */
  private static final String[] CROSS_ORIGIN = {"/me/**", "/cloud/**", LOGIN_URL};

  /** The paths of users, including operators. */
  private static final String[] OF_USERS = {
    "/me/**", "/cloud/**", LOGIN_URL, "/app", "/app/**", "/ops/**"
  };

  /** Its own fragment replaces the one of the previous page, which may hold a transfer token. */
  private static final String LOGIN_PAGE = "/login#_";

  private static final String SESSION_ENDED = "/login?why=ended#_";
  private static final String SERVICE = "service";

  private static final String RETRY_SECONDS = "5";

  @Bean
  SessionCookie sessionCookie(Settings settings, CookieSeal seal) {
    return new SessionCookie(settings.secure(), seal);
  }

  @Bean
  SecurityContextRepository sessionUsers() {
    return new SessionUsers();
  }

  @Bean
  CsrfTokenRepository csrfTokens(Settings settings) {
    return new CsrfCookie(settings.secure());
  }

  /** Nothing reads them, and they would wrap each filter of each request. */
  @Bean
  SecurityObservationSettings noSecurityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  VerifiedAddresses verifiedAddresses(ManageContact contacts) {
    return new VerifiedAddresses(contacts);
  }

  @Bean
  SecurityFilterChain applicationChain(
      HttpSecurity http,
      Settings settings,
      ProblemWriter problems,
      SessionCookie session,
      SecurityContextRepository sessionUsers,
      CsrfTokenRepository csrfTokens,
      CookieSeal seal,
      BoundedRequests identityRequests,
      RefusalReporter refusalLog,
      VerifiedAddresses addresses,
      LocaleResolver languages,
      Clock clock) {
    Optional<HostSignIn> host =
        Optional.ofNullable(settings.signIn())
            .map(
                signIn ->
                    new HostSignIn(
                        signIn,
                        settings,
                        problems,
                        seal,
                        identityRequests,
                        refusalLog,
                        addresses,
                        languages,
                        clock));
    host.ifPresent(signIn -> signIn.addTo(http));
    RequestMatcher api = of(API);
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/service/**")
                    .hasAuthority(SERVICE)
                    .requestMatchers(
                        new AndRequestMatcher(of(OF_USERS), ApplicationSecurity::isService))
                    .denyAll()
                    .requestMatchers("/me/**", "/cloud/**", LOGIN_URL, "/app", "/app/**")
                    .authenticated()
                    .requestMatchers("/ops/**")
                    .hasAuthority("operator")
                    .anyRequest()
                    .permitAll())
        .addFilter(CrossOriginCalls.filter(settings, of(CROSS_ORIGIN), problems))
        .headers(
            headers ->
                headers.httpStrictTransportSecurity(
                    hsts -> hsts.requestMatcher(request -> settings.secure())))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .securityContext(users -> users.securityContextRepository(sessionUsers))
        .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens))
        .httpBasic(basic -> basic.disable())
        .formLogin(form -> form.disable())
        .anonymous(anonymous -> {})
        .servletApi(servlet -> servlet.rolePrefix(""))
        .sessionManagement(sessions -> sessions.sessionFixation(fixation -> fixation.newSession()))
        .oauth2ResourceServer(
            bearer ->
                bearer
                    .jwt(jwt -> jwt.jwtAuthenticationConverter(callers(addresses)))
                    // By default the request's scheme and Host header name the resource (RFC 9728).
                    .protectedResourceMetadata(
                        metadata ->
                            metadata.protectedResourceMetadataCustomizer(
                                resource -> resource.resource(settings.publicUrl().toString())))
                    .withObjectPostProcessor(outages(problems))
                    .authenticationEntryPoint(
                        (request, response, refusal) ->
                            unauthenticated(api, session, settings, problems, request, response))
                    .accessDeniedHandler(
                        (request, response, refusal) ->
                            denied(api, session, settings, problems, request, response)))
        .exceptionHandling(
            refusals ->
                refusals
                    .authenticationEntryPoint(
                        (request, response, refusal) ->
                            unauthenticated(api, session, settings, problems, request, response))
                    .accessDeniedHandler(
                        (request, response, refusal) ->
                            denied(api, session, settings, problems, request, response)))
        .logout(
            logout ->
                logout
                    .logoutUrl("/logout")
                    .addLogoutHandler(
                        (request, response, user) -> session.cookie().delete(response))
                    .logoutSuccessHandler(
                        (request, response, who) -> {
                          if (host.isPresent()) {
                            host.get().signedOut(request, response);
                          } else {
                            seeOther(response, LOGIN_PAGE);
                          }
                        }))
        .build();
  }

  /**
   * Answers 401 and not 403 to an unauthenticated caller, although the CSRF token is checked first.
   */
  private static void denied(
      RequestMatcher api,
      SessionCookie session,
      Settings settings,
      ProblemWriter problems,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (SecurityContextHolder.getContext().getAuthentication() == null
        && (api.matches(request) || hadSession(session, request))) {
      unauthenticated(api, session, settings, problems, request, response);
    } else {
      problems.write("forbidden", request, response);
    }
  }

  private static RequestMatcher of(String... paths) {
    return new OrRequestMatcher(
        Stream.of(paths)
            .<RequestMatcher>map(PathPatternRequestMatcher.withDefaults()::matcher)
            .toList());
  }

  private static void unauthenticated(
      RequestMatcher api,
      SessionCookie session,
      Settings settings,
      ProblemWriter problems,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null && (!api.matches(request) || isForPeople(request))) {
      AfterSignIn.remember(request, response, settings.secure());
      seeOther(response, hadSession(session, request) ? SESSION_ENDED : LOGIN_PAGE);
      return;
    }
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE,
        authorization == null ? "Bearer" : "Bearer error=\"invalid_token\"");
    problems.write("authentication_required", request, response);
  }

  /** Whether the caller prefers HTML: an operators' page and its JSON have the same address. */
  private static boolean isForPeople(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return (request.getRequestURI() + "/").startsWith("/ops/")
        && accept != null
        && accept.startsWith("text/html");
  }

  /** Whether the browser sent the cookie of a session that has ended. */
  private static boolean hadSession(SessionCookie session, HttpServletRequest request) {
    return session.cookie().read(request).isPresent() && request.getSession(false) == null;
  }

  private static void seeOther(HttpServletResponse response, String location) {
    response.setStatus(HttpStatus.SEE_OTHER.value());
    response.setHeader(HttpHeaders.LOCATION, location);
  }

  /** Answers 503 and not 401 when no key set could be fetched, since the token may be valid. */
  private static ObjectPostProcessor<BearerTokenAuthenticationFilter> outages(
      ProblemWriter problems) {
    return new ObjectPostProcessor<>() {
      @Override
      public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
        filter.setAuthenticationFailureHandler(
            (request, response, failure) -> refused(problems, request, response, failure));
        return filter;
      }
    };
  }

  private static void refused(
      ProblemWriter problems,
      HttpServletRequest request,
      HttpServletResponse response,
      AuthenticationException failure)
      throws IOException {
    if (failure instanceof AuthenticationServiceException) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      problems.write("identity_unavailable", request, response);
      return;
    }
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    problems.write("authentication_required", request, response);
  }

  /**
   * Whether the caller is a service, which owns no accounts and may use {@code /service/**} only.
   */
  private static boolean isService(HttpServletRequest request) {
    return isService(SecurityContextHolder.getContext().getAuthentication());
  }

  private static boolean isService(@Nullable Authentication caller) {
    return caller != null
        && caller.getAuthorities().stream()
            .anyMatch(authority -> SERVICE.equals(authority.getAuthority()));
  }

  private static Converter<Jwt, AbstractAuthenticationToken> callers(VerifiedAddresses addresses) {
    var converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(ApplicationSecurity::roles);
    return token -> {
      AbstractAuthenticationToken caller = converter.convert(token);
      if (!isService(caller)) {
        VerifiedAddresses.find(token.getClaims())
            .ifPresent(
                address ->
                    addresses.remember(new UserId(caller.getName()), address, language(token)));
      }
      return caller;
    };
  }

  private static Locale language(Jwt token) {
    return token.getClaims().get("locale") instanceof String tag
        ? Locale.forLanguageTag(tag)
        : LocaleContextHolder.getLocale();
  }

  private static Collection<GrantedAuthority> roles(Jwt token) {
    var roles = new ArrayList<GrantedAuthority>();
    add(roles, token.getClaims().get("role"));
    if (token.getClaims().get("roles") instanceof Collection<?> several) {
      several.forEach(role -> add(roles, role));
    }
    return roles;
  }

  private static void add(List<GrantedAuthority> roles, @Nullable Object role) {
    if (role instanceof String text && !text.isBlank()) {
      roles.add(new SimpleGrantedAuthority(text));
    }
  }
}
