package com.cloudaggregator.bootstrap.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.notice.Contact;
import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.application.notice.InMemoryContacts;
import com.cloudaggregator.application.notice.ManageContact;
import com.cloudaggregator.application.notice.ScriptedMailServer;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.configuration.SettingsFixture;
import com.cloudaggregator.bootstrap.security.session.SessionUsers;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.oauth.CookieSeal;
import com.cloudaggregator.oauth.RefusalReporter;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.test.context.junit.jupiter.web.SpringJUnitWebConfig;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

@SpringJUnitWebConfig(ApplicationSecurityTest.Program.class)
class ApplicationSecurityTest {
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final String SECRET = "a secret of the identity provider's own";
  private static final String PUBLIC_URL = "https://cloud.example";
  private static final String FRONTEND = "https://app.cloud.example";

  private static final InMemoryContacts CONTACTS = new InMemoryContacts();

  private MockMvcTester http;

  @BeforeEach
  void enter(WebApplicationContext context, @Qualifier("springSecurityFilterChain") Filter chain) {
    http =
        MockMvcTester.create(MockMvcBuilders.webAppContextSetup(context).addFilters(chain).build());
  }

  @Test
  void identifiesABearerBySubjectWithoutASession() throws JOSEException {
    var answer =
        http.get().uri("/me/name").header("Authorization", bearer("authenticated")).exchange();
    assertThat(answer).hasStatusOk().hasBodyTextEqualTo("ana");
    assertThat(answer.getRequest().getSession(false)).isNull();
  }

  @Test
  void remembersTheVerifiedAddressOfABearer() throws JOSEException {
    EmailAddress address = new EmailAddress("mia@mail.example");
    String email = address.value();
    call(bearer("mia", Map.of("email", email)));
    call(bearer("mia", Map.of("email", email, "email_verified", false)));
    call(bearer("mia", Map.of("email", email, "email_verified", "true")));
    call(bearer("mia", Map.of("email", email + "\r\n", "email_verified", true)));
    assertThat(CONTACTS.find(new UserId("mia"))).isEmpty();

    call(bearer("mia", Map.of("email", email, "email_verified", true, "locale", "es-MX")));
    assertThat(CONTACTS.find(new UserId("mia"))).contains(new Contact(address, true));

    call(bearer("host", Map.of("email", email, "email_verified", true, "role", "service")));
    assertThat(CONTACTS.find(new UserId("host"))).as("a program has no accounts").isEmpty();
  }

  private void call(String bearer) {
    assertThat(http.get().uri("/csrf").header("Authorization", bearer)).hasStatusOk();
  }

  @Test
  void allowsABearerToPostWithoutACsrfToken() throws JOSEException {
    assertThat(http.post().uri("/cloud/act").header("Authorization", bearer("authenticated")))
        .hasStatusOk();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/me/name",
        "/cloud/act",
        "/auth/onedrive/login-url",
        "/ops/verification",
        "/service/x"
      })
  void challengesAnonymousApiCallersForABearerToken(String path) {
    assertThat(http.get().uri(path))
        .hasStatus(401)
        .hasHeader("WWW-Authenticate", "Bearer")
        .hasBodyTextEqualTo("authentication_required");
  }

  @Test
  void rejectsABadTokenEvenWithASession() {
    assertThat(
            http.get().uri("/me/name").session(session()).header("Authorization", "Bearer a.b.c"))
        .hasStatus(401)
        .hasHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }

  @Test
  void redirectsABrowserToTheLoginWithItsOwnFragment() {
    var answer = http.get().uri("/app").exchange();
    assertThat(answer).hasStatus(303).hasHeader("Location", "/login#_");
    assertThat(answer.getRequest().getSession(false)).isNull();
  }

  @Test
  void identifiesTheUserOfTheSession() {
    assertThat(http.get().uri("/me/name").session(session()))
        .hasStatusOk()
        .hasBodyTextEqualTo("bruno");
  }

  @Test
  void ignoresASessionWithoutAUser() {
    assertThat(http.get().uri("/me/name").session(new MockHttpSession())).hasStatus(401);
  }

  @Test
  void storesOfASignInOnlyTheIdAndTheRoles() {
    assertThat(Collections.list(session("operator").getAttributeNames()))
        .containsExactlyInAnyOrder(
            FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "roles");
  }

  @Test
  void keepsTheCsrfTokenInACookieOfThisHostAndBeginsNoSession() {
    var answer = http.get().uri("/csrf").exchange();

    assertThat(answer.getRequest().getSession(false)).isNull();
    assertThat(answer.getResponse().getHeaders("Set-Cookie"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("__Host-cloud-aggregator-csrf=")
        .contains("Secure", "HttpOnly", "Path=/")
        .doesNotContain("Domain");
    assertThat(
            requireNonNull(answer.getResponse().getCookie("__Host-cloud-aggregator-csrf"))
                .getAttribute("SameSite"))
        .isEqualTo("Lax");
  }

  @Test
  void refusesTheCsrfTokenOfAnotherBrowser() throws UnsupportedEncodingException {
    Csrf own = csrf(session());
    Csrf foreign = csrf(session());

    assertThat(
            http.post()
                .uri("/cloud/act")
                .session(session())
                .cookie(own.cookie())
                .param("_csrf", foreign.token()))
        .hasStatus(403);
  }

  @Test
  void startsNoSessionForARefusedPost() {
    var answer = http.post().uri("/somewhere").param("_csrf", "made-up").exchange();

    assertThat(answer).hasStatus(403).doesNotContainHeader("Set-Cookie");
    assertThat(answer.getRequest().getSession(false)).isNull();
  }

  @Test
  void refusesASessionPostWithoutACsrfToken() {
    assertThat(http.post().uri("/cloud/act").session(session()))
        .hasStatus(403)
        .hasBodyTextEqualTo("forbidden");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void acceptsTheCsrfTokenAsHeaderOrParameter(boolean header) throws UnsupportedEncodingException {
    MockHttpSession session = session();
    Csrf csrf = csrf(session);
    var post = http.post().uri("/cloud/act").session(session).cookie(csrf.cookie());
    assertThat(
            header ? post.header("X-CSRF-TOKEN", csrf.token()) : post.param("_csrf", csrf.token()))
        .hasStatusOk();
  }

  @Test
  void allowsOnlyOperatorsOnTheOperatorPaths() throws JOSEException {
    assertThat(http.get().uri("/ops/verification").header("Authorization", bearer("operator")))
        .hasStatusOk();
    assertThat(http.get().uri("/ops/verification").header("Authorization", bearer("authenticated")))
        .hasStatus(403);
    assertThat(http.get().uri("/ops/verification").header("Authorization", bearer("service")))
        .hasStatus(403);
    assertThat(http.get().uri("/ops/verification").session(session())).hasStatus(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ops/webhooks/1/replay", "/ops/webhooks/replay-failed", "/ops/keys/verification"})
  void allowsOnlyOperatorsToPostThere(String path)
      throws JOSEException, UnsupportedEncodingException {
    MockHttpSession operators = session("operator");
    Csrf ofOperator = csrf(operators);
    MockHttpSession anyones = session();
    Csrf ofUser = csrf(anyones);

    assertThat(http.post().uri(path)).hasStatus(401).hasHeader("WWW-Authenticate", "Bearer");
    assertThat(http.post().uri(path).header("Authorization", bearer("authenticated")))
        .hasStatus(403);
    assertThat(http.post().uri(path).header("Authorization", bearer("operator"))).hasStatusOk();
    assertThat(http.post().uri(path).session(operators)).hasStatus(403);
    assertThat(
            http.post()
                .uri(path)
                .session(operators)
                .cookie(ofOperator.cookie())
                .param("_csrf", "another"))
        .hasStatus(403);
    assertThat(
            http.post()
                .uri(path)
                .session(operators)
                .cookie(ofOperator.cookie())
                .param("_csrf", ofOperator.token()))
        .hasStatusOk();
    assertThat(
            http.post()
                .uri(path)
                .session(anyones)
                .cookie(ofUser.cookie())
                .param("_csrf", ofUser.token()))
        .hasStatus(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/me/name", "/cloud/act", "/auth/onedrive/login-url", "/app", "/ops/verification"})
  void refusesAServiceOnOtherPaths(String path) throws JOSEException {
    assertThat(http.get().uri(path).header("Authorization", bearer("service"))).hasStatus(403);
    assertThat(http.get().uri("/service/x").header("Authorization", bearer("service")))
        .hasStatusOk();
  }

  @Test
  void allowsOnlyServicesOnTheServicePaths() throws JOSEException {
    assertThat(http.get().uri("/service/x").header("Authorization", bearer("authenticated")))
        .hasStatus(403);
    assertThat(http.get().uri("/service/x").header("Authorization", bearer("operator")))
        .hasStatus(403);
    assertThat(http.get().uri("/service/x").session(session())).hasStatus(403);
  }

  @Test
  void challengesAnAnonymousPostToTheApi() {
    assertThat(http.post().uri("/cloud/act"))
        .hasStatus(401)
        .hasHeader("WWW-Authenticate", "Bearer");
  }

  @Test
  void allowsTheCallbackWithoutAUser() {
    assertThat(http.get().uri("/auth/onedrive/callback")).hasStatusOk();
  }

  @Test
  void allowsTheFrontendsOriginWithCredentials() {
    assertThat(
            http.options()
                .uri("/cloud/act")
                .header("Origin", FRONTEND)
                .header("Access-Control-Request-Method", "POST"))
        .hasStatusOk()
        .hasHeader("Access-Control-Allow-Origin", FRONTEND)
        .hasHeader("Access-Control-Allow-Credentials", "true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "https://app.cloud.example.evil",
        "http://app.cloud.example"
      })
  void refusesOtherOrigins(String origin) {
    assertThat(
            http.options()
                .uri("/cloud/act")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST"))
        .hasStatus(403)
        .doesNotContainHeader("Access-Control-Allow-Origin");
  }

  /** The mock request has http://localhost, as behind a proxy that terminates TLS. */
  @Test
  void acceptsAPostOfItsOwnPagesBehindAProxy() throws Exception {
    MockHttpSession session = session();
    Csrf csrf = csrf(session);

    assertThat(
            http.post()
                .uri("/cloud/act")
                .session(session)
                .cookie(csrf.cookie())
                .header("X-CSRF-TOKEN", csrf.token())
                .header("Origin", PUBLIC_URL))
        .hasStatusOk();
    assertThat(
            http.post()
                .uri("/cloud/act")
                .header("Authorization", bearer("authenticated"))
                .header("Origin", PUBLIC_URL))
        .hasStatusOk();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null"})
  void refusesAnotherOriginWithAnErrorOfTheCatalogue(String origin) throws JOSEException {
    assertThat(
            http.post()
                .uri("/cloud/act")
                .header("Authorization", bearer("authenticated"))
                .header("Origin", origin))
        .hasStatus(403)
        .hasBodyTextEqualTo("origin_not_allowed")
        .doesNotContainHeader("Access-Control-Allow-Origin");
  }

  @Test
  void refusesAPreflightForOtherPathsOrMethods() {
    assertThat(
            http.options()
                .uri("/app")
                .header("Origin", FRONTEND)
                .header("Access-Control-Request-Method", "POST"))
        .hasStatus(403)
        .hasBodyTextEqualTo("origin_not_allowed");
    assertThat(
            http.options()
                .uri("/cloud/act")
                .header("Origin", FRONTEND)
                .header("Access-Control-Request-Method", "DELETE"))
        .hasStatus(403)
        .hasBodyTextEqualTo("forbidden");
  }

  @Test
  void signsOutByPostOnly() throws UnsupportedEncodingException {
    MockHttpSession session = session();
    Csrf csrf = csrf(session);
    assertThat(
            http.post()
                .uri("/logout")
                .session(session)
                .cookie(csrf.cookie())
                .param("_csrf", csrf.token()))
        .hasStatus(303)
        .hasHeader("Location", "/login#_");
    assertThat(session.isInvalid()).isTrue();
  }

  @Test
  void deletesTheCookieOfAnEndedSessionWithTheRequiredAttributes()
      throws UnsupportedEncodingException {
    MockHttpSession session = session();
    Csrf csrf = csrf(session);
    Cookie deleted =
        http.post()
            .uri("/logout")
            .session(session)
            .cookie(csrf.cookie())
            .param("_csrf", csrf.token())
            .exchange()
            .getResponse()
            .getCookie("__Host-cloud-aggregator-session");

    assertThat(requireNonNull(deleted, "the cookie is not deleted").getMaxAge()).isZero();
    assertThat(deleted.getSecure()).isTrue();
    assertThat(deleted.getPath()).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/app", "/me/name", "/auth/onedrive/callback"})
  void sendsHstsIfThePublicUrlIsHttps(String path) {
    assertThat(http.get().uri(path).exchange().getResponse().getHeader("Strict-Transport-Security"))
        .contains("max-age=31536000");
  }

  @Test
  void namesThePublicUrlAsTheResourceRegardlessOfTheHostHeader() {
    assertThat(
            http.get().uri("/.well-known/oauth-protected-resource").header("Host", "evil.example"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.resource")
        .isEqualTo(PUBLIC_URL);
  }

  private static MockHttpSession session(String... roles) {
    var session = new MockHttpSession();
    SessionUsers.save(
        UsernamePasswordAuthenticationToken.authenticated(
            "bruno", "", AuthorityUtils.createAuthorityList(roles)),
        session);
    return session;
  }

  /** What a browser keeps, and what a page's form repeats. */
  private record Csrf(Cookie cookie, String token) {}

  private Csrf csrf(MockHttpSession session) throws UnsupportedEncodingException {
    var page = http.get().uri("/csrf").session(session).exchange().getResponse();
    return new Csrf(
        requireNonNull(page.getCookie("__Host-cloud-aggregator-csrf")), page.getContentAsString());
  }

  private static String bearer(String role) throws JOSEException {
    return bearer("ana", Map.of("role", role));
  }

  private static String bearer(String user, Map<String, Object> claims) throws JOSEException {
    var all =
        new JWTClaimsSet.Builder()
            .subject(user)
            .audience("authenticated")
            .expirationTime(Date.from(NOW.plusSeconds(600)));
    claims.forEach(all::claim);
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), all.build());
    token.sign(new MACSigner(SECRET));
    return "Bearer " + token.serialize();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebMvc
  @Import({ApplicationSecurity.class, Stub.class})
  static class Program {
    @Bean
    Clock clock() {
      return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    /** Does not seal; the tests of the adapter show that its own does. */
    @Bean
    CookieSeal cookieSeal() {
      return new CookieSeal() {
        @Override
        public String seal(String purpose, byte[] content) {
          return new String(content, StandardCharsets.UTF_8);
        }

        @Override
        public Optional<byte[]> open(String purpose, String sealed) {
          return Optional.of(sealed.getBytes(StandardCharsets.UTF_8));
        }
      };
    }

    @Bean
    RefusalReporter refusalReporter() {
      return refusal -> {};
    }

    @Bean
    ProblemWriter problems() {
      return (code, request, response) -> {
        response.setStatus(
            Set.of("forbidden", "origin_not_allowed").contains(code)
                ? 403
                : "identity_unavailable".equals(code) ? 503 : 401);
        response.getWriter().write(code);
      };
    }

    @Bean
    ManageContact manageContact() {
      return new ManageContact(CONTACTS, new ScriptedMailServer(true));
    }

    @Bean
    Settings settings() {
      return SettingsFixture.with(
          Map.of(
              "cloud-aggregator.public-url", PUBLIC_URL,
              "cloud-aggregator.frontend-url", FRONTEND,
              "cloud-aggregator.cors.allowed-origins", FRONTEND,
              "cloud-aggregator.users.secret", SECRET,
              "cloud-aggregator.users.clock-skew", "0s",
              "cloud-aggregator.allow-insecure-loopback", "true"));
    }
  }

  @RestController
  static class Stub {
    @GetMapping("/me/name")
    String name(Principal caller) {
      return caller.getName();
    }

    @GetMapping("/csrf")
    String csrf(HttpServletRequest request) {
      return request.getAttribute("_csrf") instanceof CsrfToken token ? token.getToken() : "";
    }

    @PostMapping({
      "/cloud/act",
      "/ops/webhooks/1/replay",
      "/ops/webhooks/replay-failed",
      "/ops/keys/verification"
    })
    String act() {
      return "done";
    }

    @GetMapping({"/ops/verification", "/auth/onedrive/callback", "/service/x"})
    String open() {
      return "open";
    }
  }
}
