package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.bootstrap.configuration.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Who may reach what. A caller is the {@code sub} of a bearer JWT, checked anew with each request, or the user of the
 * built-in pages' session, then with a CSRF token; a bearer token opens no session and needs no CSRF token, since no
 * foreign page can send one.
 *
 * <p>Roles come from the verified token's {@code role} (text) and {@code roles} (list of texts): {@code operator}
 * reaches {@code /ops/**}, {@code service} reaches {@code /service/**} and nothing else of the API. A session has those
 * of its ID token.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class ApplicationSecurity {
  /** Where the sign-in at the host's identity provider begins: a link, so that no form leads there. */
  public static final URI SIGN_IN = URI.create("/oauth2/authorization/" + HostProvider.ID);

  private static final String LOGIN_URL = "/auth/*/login-url";
  private static final String[] API = {"/me/**", "/cloud/**", LOGIN_URL, "/ops/**", "/service/**"};

  /** Where people are, operators among them. */
  private static final String[] OF_USERS = {"/me/**", "/cloud/**", LOGIN_URL, "/app", "/app/**", "/ops/**"};

  /** The fragment of our own keeps the browser from carrying an old one, which may hold a transfer token, along. */
  private static final String LOGIN_PAGE = "/login#_";

  private static final String SESSION_ENDED = "/login?why=ended#_";
  private static final String SESSION_COOKIE = "cloud-aggregator-session";
  private static final String SERVICE = "service";

  private static final String RETRY_SECONDS = "5";

  /** The origin that a sign-out may lead to, for the pages' policy. */
  public static Optional<String> signOutOrigin(Settings settings) {
    return HostSignIn.origin(settings);
  }

  @Bean
  JwtDecoder userTokens(Settings settings, Clock clock) {
    return UserTokens.of(settings.users(), clock);
  }

  @Bean
  JwtDecoderFactory<ClientRegistration> hostIdTokens(Settings settings, Clock clock) {
    return HostSignIn.idTokens(settings, clock);
  }

  /**
   * Said here and not left to the request's scheme, which behind a proxy that ends TLS is http. The prefix keeps sibling
   * hosts from setting the cookie (RFC 6265bis, section 4.1.3.2); plain http is for loopback alone.
   */
  @Bean
  ServletContextInitializer sessionCookie(Settings settings) {
    return context -> {
      context.getSessionCookieConfig().setSecure(settings.secure());
      context.getSessionCookieConfig().setName(sessionCookieName(settings));
    };
  }

  private static String sessionCookieName(Settings settings) {
    return settings.secure() ? "__Host-" + SESSION_COOKIE : SESSION_COOKIE;
  }

  @Bean
  SecurityFilterChain applicationChain(
      HttpSecurity http, Settings settings, ProblemWriter problems, UserSessions users, Clock clock) {
    Optional<HostSignIn> host =
        settings.signIn().map(signIn -> new HostSignIn(signIn, settings, problems, users, clock));
    host.ifPresent(signIn -> signIn.addTo(http));
    RequestMatcher api = of(API);
    return http
        .authorizeHttpRequests(requests -> requests
            .requestMatchers("/service/**").hasAuthority(SERVICE)
            .requestMatchers(new AndRequestMatcher(of(OF_USERS), ApplicationSecurity::isService)).denyAll()
            .requestMatchers("/me/**", "/cloud/**", LOGIN_URL, "/app", "/app/**").authenticated()
            .requestMatchers("/ops/**").hasAuthority("operator")
            .anyRequest().permitAll())
        .cors(cors -> cors.configurationSource(origins(settings)))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .csrf(csrf -> csrf.csrfTokenRepository(new TokensOfOpenSessions()))
        .addFilterBefore(
            new OpenSessions(users, new OrRequestMatcher(api, of(OF_USERS)), problems), CsrfFilter.class)
        .httpBasic(basic -> basic.disable())
        .formLogin(form -> form.disable())
        .anonymous(anonymous -> {})
        .servletApi(servlet -> servlet.rolePrefix(""))
        .sessionManagement(sessions -> sessions.sessionFixation(fixation -> fixation.newSession()))
        .oauth2ResourceServer(bearer -> bearer
            .jwt(jwt -> jwt.jwtAuthenticationConverter(roles()))
            .withObjectPostProcessor(outages(problems))
            .authenticationEntryPoint(
                (request, response, refusal) -> unauthenticated(api, settings, problems, request, response))
            .accessDeniedHandler((request, response, refusal) -> denied(api, settings, problems, request, response)))
        .exceptionHandling(refusals -> refusals
            .authenticationEntryPoint(
                (request, response, refusal) -> unauthenticated(api, settings, problems, request, response))
            .accessDeniedHandler((request, response, refusal) -> denied(api, settings, problems, request, response)))
        .logout(logout -> logout
            .logoutUrl("/logout")
            .deleteCookies(sessionCookieName(settings))
            .logoutSuccessHandler((request, response, who) -> seeOther(
                response, host.map(HostSignIn::afterSignOut).orElse(LOGIN_PAGE))))
        .build();
  }

  /** The CSRF token is missed first, but who is nobody yet, or not any more, has to say who he is. */
  private static void denied(
      RequestMatcher api,
      Settings settings,
      ProblemWriter problems,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (SecurityContextHolder.getContext().getAuthentication() == null && (api.matches(request) || hadSession(request))) {
      unauthenticated(api, settings, problems, request, response);
    } else {
      problems.write("forbidden", request, response);
    }
  }

  private static RequestMatcher of(String... paths) {
    return new OrRequestMatcher(Stream.of(paths)
        .<RequestMatcher>map(PathPatternRequestMatcher.withDefaults()::matcher)
        .toList());
  }

  private static void unauthenticated(
      RequestMatcher api,
      Settings settings,
      ProblemWriter problems,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null && (!api.matches(request) || isForPeople(request))) {
      AfterSignIn.remember(request, response, settings.secure());
      seeOther(response, hadSession(request) ? SESSION_ENDED : LOGIN_PAGE);
      return;
    }
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE, authorization == null ? "Bearer" : "Bearer error=\"invalid_token\"");
    problems.write("authentication_required", request, response);
  }

  /** The operators' page has the address of its figures; a browser asks for HTML first of all. */
  private static boolean isForPeople(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return request.getRequestURI().startsWith("/ops/") && accept != null && accept.startsWith("text/html");
  }

  /** Whether the browser names a session that is over, or was of a server that has been restarted. */
  private static boolean hadSession(HttpServletRequest request) {
    return request.getRequestedSessionId() != null && !request.isRequestedSessionIdValid();
  }

  private static void seeOther(HttpServletResponse response, String location) {
    response.setStatus(HttpStatus.SEE_OTHER.value());
    response.setHeader(HttpHeaders.LOCATION, location);
  }

  /** When no key set could be had, nobody knows yet whether the token is good: 503, not 401. */
  private static ObjectPostProcessor<BearerTokenAuthenticationFilter> outages(ProblemWriter problems) {
    return new ObjectPostProcessor<>() {
      @Override
      public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
        filter.setAuthenticationFailureHandler((request, response, failure) -> refused(problems, request, response, failure));
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

  /** A program that acts for others is nobody's owner, and reaches what is made for it alone. */
  private static boolean isService(HttpServletRequest request) {
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    return caller != null
        && caller.getAuthorities().stream().anyMatch(authority -> SERVICE.equals(authority.getAuthority()));
  }

  private static JwtAuthenticationConverter roles() {
    var converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(ApplicationSecurity::roles);
    return converter;
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

  private static UrlBasedCorsConfigurationSource origins(Settings settings) {
    var source = new UrlBasedCorsConfigurationSource();
    var cors = new CorsConfiguration();
    cors.setAllowedOrigins(settings.corsOrigins());
    cors.setAllowCredentials(true);
    cors.setAllowedMethods(List.of("GET", "POST", "PATCH"));
    cors.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, "X-CSRF-TOKEN"));
    cors.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER));
    for (String path : List.of("/me/**", "/cloud/**", LOGIN_URL)) {
      source.registerCorsConfiguration(path, cors);
    }
    return source;
  }
}
