package com.cloudaggregator.bootstrap.program;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Spring Authorization Server over TLS, as its guide sets it up. Its host names are origins of
 * their own: each host is an issuer, whose authorization endpoint redirects to a sign-in page at
 * {@code sign-in.<host>}; {@link #STORAGE} serves the space of a storage provider to valid access
 * tokens, and {@link #FRONTEND} an empty page of the host product.
 */
final class SpringProvider implements AutoCloseable {
  static final String IDENTITY = "id.example";
  static final String ACME = "id.acme.example";
  static final String STORAGE = "api.acme.example";
  static final String FRONTEND = "app.cloud.example";
  static final List<String> HOSTS =
      List.of(IDENTITY, "sign-in." + IDENTITY, ACME, "sign-in." + ACME, STORAGE, FRONTEND);

  static final String PASSWORD = "the-password-of-each-person-of-this-test";
  static final String PAGES_CLIENT = "the-pages";
  static final String PAGES_SECRET = "the-secret-of-the-pages-at-the-test-provider";
  static final String ACME_CLIENT = "the-storage";
  static final String ACME_SECRET = "the-secret-of-the-storage-at-the-test-provider";
  static final String FRONTEND_CLIENT = "the-frontend";
  static final String AUDIENCE = "cloud-api";

  private final AnnotationConfigServletWebServerApplicationContext server;
  private final Grants grants;

  SpringProvider(Certificate tls, int port) {
    grants = new Grants();
    server = new AnnotationConfigServletWebServerApplicationContext();
    var ssl = new Ssl();
    ssl.setKeyStore(tls.store().toUri().toString());
    ssl.setKeyStoreType("PKCS12");
    ssl.setKeyStorePassword(Certificate.PASSWORD);
    server.registerBean(
        TomcatServletWebServerFactory.class,
        () -> {
          var tomcat = new TomcatServletWebServerFactory(port);
          tomcat.setSsl(ssl);
          // Everything is a filter; without a servlet Tomcat calls none.
          tomcat.getSettings().setRegisterDefaultServlet(true);
          return tomcat;
        });
    server.registerBean(OAuth2AuthorizationService.class, () -> grants);
    server.registerBean(Ports.class, () -> new Ports(port));
    server.register(Setup.class);
    server.refresh();
  }

  /** Whether the newest refresh token still works; each connection is a grant of its own. */
  boolean newestGrantWorks() {
    return grants.all.values().stream()
        .map(OAuth2Authorization::getRefreshToken)
        .filter(Objects::nonNull)
        .max(Comparator.comparing(token -> token.getToken().getIssuedAt()))
        .orElseThrow()
        .isActive();
  }

  @Override
  public void close() {
    server.close();
  }

  record Ports(int port) {}

  /** What Spring's own service keeps, so that the test can count it. */
  private static final class Grants implements OAuth2AuthorizationService {
    private final InMemoryOAuth2AuthorizationService service =
        new InMemoryOAuth2AuthorizationService();
    private final Map<String, OAuth2Authorization> all = new ConcurrentHashMap<>();

    @Override
    public void save(OAuth2Authorization authorization) {
      service.save(authorization);
      all.put(authorization.getId(), authorization);
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
      service.remove(authorization);
      all.remove(authorization.getId());
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
      return service.findById(id);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
      return service.findByToken(token, type);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  static class Setup {
    @Bean
    SecurityFilterChain endpoints(HttpSecurity http, Ports ports) {
      return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .csrf(csrf -> csrf.ignoringRequestMatchers("/sign-in"))
          .cors(cors -> cors.configurationSource(request -> frontend(request, ports)))
          .formLogin(form -> form.loginProcessingUrl("/sign-in"))
          .exceptionHandling(
              refused ->
                  refused.authenticationEntryPoint(
                      (request, response, _) ->
                          response.sendRedirect(
                              "https://sign-in."
                                  + request.getServerName()
                                  + ":"
                                  + ports.port()
                                  + "/")))
          .build();
    }

    private static @Nullable CorsConfiguration frontend(HttpServletRequest request, Ports ports) {
      if (!request.getRequestURI().endsWith("/oauth2/token")) {
        return null;
      }
      var cors = new CorsConfiguration();
      cors.addAllowedOrigin("https://" + FRONTEND + ":" + ports.port());
      cors.addAllowedMethod("POST");
      return cors;
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder()
          .multipleIssuersAllowed(true)
          .jwkSetEndpoint("/.well-known/jwks.json")
          .tokenRevocationEndpoint("/revoke")
          .build();
    }

    @Bean
    UserDetailsService people() {
      return name -> User.withUsername(name).password("{noop}" + PASSWORD).roles("USER").build();
    }

    @Bean
    JWKSource<SecurityContext> keys() throws JOSEException {
      return new ImmutableJWKSet<>(
          new JWKSet(new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate()));
    }

    /** Reads the provider's own tokens at its user-info and logout endpoints. */
    @Bean
    JwtDecoder ownTokens(JWKSource<SecurityContext> keys) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    RegisteredClientRepository clients(Ports ports) {
      return new InMemoryRegisteredClientRepository(
          client(
              PAGES_CLIENT,
              pages ->
                  pages
                      .clientSecret("{noop}" + PAGES_SECRET)
                      .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                      .redirectUri("https://cloud.example/login/oauth2/code/host")
                      .postLogoutRedirectUri("https://cloud.example/login")
                      .scopes(scopes -> scopes.addAll(List.of("openid", "profile")))
                      .clientSettings(ClientSettings.builder().requireProofKey(true).build())),
          client(
              ACME_CLIENT,
              storage ->
                  storage
                      .clientSecret("{noop}" + ACME_SECRET)
                      .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                      .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                      .redirectUri("https://cloud.example/auth/acmedrive/callback")
                      .scopes(
                          scopes ->
                              scopes.addAll(List.of("openid", "drive.read", "offline_access")))
                      .clientSettings(
                          ClientSettings.builder()
                              .requireProofKey(true)
                              .requireAuthorizationConsent(true)
                              .build())),
          client(
              FRONTEND_CLIENT,
              frontend ->
                  frontend
                      .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                      .redirectUri("https://" + FRONTEND + ":" + ports.port() + "/")
                      .scope("openid")
                      .clientSettings(ClientSettings.builder().requireProofKey(true).build())));
    }

    private static RegisteredClient client(String id, Consumer<RegisteredClient.Builder> details) {
      RegisteredClient.Builder client =
          RegisteredClient.withId(id)
              .clientId(id)
              .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE);
      details.accept(client);
      return client.build();
    }

    /** Access tokens by RFC 9068; ID tokens with the account of the storage provider. */
    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> tokens() {
      return context -> {
        Authentication user = Objects.requireNonNull(context.<Authentication>getPrincipal());
        String person = user.getName();
        if (context.getTokenType().equals(OAuth2TokenType.ACCESS_TOKEN)) {
          context.getJwsHeader().type("at+jwt");
          context.getClaims().audience(List.of(AUDIENCE));
        } else if (context.getTokenType().getValue().equals(OidcParameterNames.ID_TOKEN)) {
          context.getClaims().claim("name", person + " of Example");
          context
              .getClaims()
              .claim(
                  "acme",
                  Map.of(
                      "account",
                      Map.of("id", "drive-of-" + person, "mail", person + "@acme.example")));
        }
      };
    }

    /** The hosts that are no issuer. */
    @Bean
    @Order(Integer.MIN_VALUE)
    Filter hosts(OAuth2AuthorizationService grants, Ports ports) {
      return new OncePerRequestFilter() {
        @Override
        protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
          String host = request.getServerName();
          if (host.startsWith("sign-in.")) {
            answer(
                response,
                "text/html",
                """
                <!DOCTYPE html><title>Sign in</title>
                <form method=post action="https://%s:%d/sign-in">
                <input name=username><input name=password type=password><button id=submit>Sign in</button></form>"""
                    .formatted(host.substring("sign-in.".length()), ports.port()));
          } else if (host.equals(FRONTEND)) {
            answer(
                response,
                "text/html",
                "<!DOCTYPE html><title>Product</title><h1 id=product>Product</h1>");
          } else if (host.equals(STORAGE)) {
            space(request, response);
          } else {
            chain.doFilter(request, response);
          }
        }

        private void space(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
          String header = String.valueOf(request.getHeader(HttpHeaders.AUTHORIZATION));
          OAuth2Authorization grant =
              grants.findByToken(header.replaceFirst("^Bearer ", ""), OAuth2TokenType.ACCESS_TOKEN);
          if (grant == null || !Objects.requireNonNull(grant.getAccessToken()).isActive()) {
            response.setStatus(401);
            return;
          }
          answer(
              response,
              "application/json",
              "{\"space\":{\"spent\":12000000000,\"limit\":100000000000}}");
        }
      };
    }

    private static void answer(HttpServletResponse response, String type, String body)
        throws IOException {
      response.setContentType(type + ";charset=UTF-8");
      response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
  }
}
