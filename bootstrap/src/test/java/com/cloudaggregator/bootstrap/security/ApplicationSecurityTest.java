package com.cloudaggregator.bootstrap.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.CountedIds;
import com.cloudaggregator.application.port.InMemorySessionEnds;
import com.cloudaggregator.application.port.SessionEnds;
import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.csrf.CsrfToken;
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
  private static final String FRONTEND = "https://app.cloud.example";

  private MockMvcTester http;

  @BeforeEach
  void enter(WebApplicationContext context, @Qualifier("springSecurityFilterChain") Filter chain) {
    http = MockMvcTester.create(MockMvcBuilders.webAppContextSetup(context).addFilters(chain).build());
  }

  @Test
  void knowsTheBearerByTheSubjectAndOpensNoSession() throws JOSEException {
    var answer = http.get().uri("/me/name").header("Authorization", bearer("authenticated")).exchange();
    assertThat(answer).hasStatusOk().hasBodyTextEqualTo("ana");
    assertThat(answer.getRequest().getSession(false)).isNull();
  }

  @Test
  void letsTheBearerPostWithoutCsrfToken() throws JOSEException {
    assertThat(http.post().uri("/cloud/act").header("Authorization", bearer("authenticated"))).hasStatusOk();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/me/name", "/cloud/act", "/auth/onedrive/login-url", "/ops/verification", "/service/x"})
  void asksTheApisCallerForABearerToken(String path) {
    assertThat(http.get().uri(path)).hasStatus(401).hasHeader("WWW-Authenticate", "Bearer")
        .hasBodyTextEqualTo("authentication_required");
  }

  @Test
  void refusesABadTokenEvenWithASession() {
    assertThat(http.get().uri("/me/name").session(session()).header("Authorization", "Bearer a.b.c"))
        .hasStatus(401).hasHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }

  @Test
  void sendsTheBrowserToTheLoginAndLeavesNoFragmentBehind() {
    var answer = http.get().uri("/app").exchange();
    assertThat(answer).hasStatus(303).hasHeader("Location", "/login#_");
    assertThat(answer.getRequest().getSession(false)).isNull();
  }

  @Test
  void knowsTheUserOfTheSession() {
    assertThat(http.get().uri("/me/name").session(session())).hasStatusOk().hasBodyTextEqualTo("bruno");
  }

  @Test
  void endsASessionThatWasNotBegunAsOursAre() {
    MockHttpSession session = session();
    session.removeAttribute(OpenSessions.class.getName() + ".begunWith");

    assertThat(http.get().uri("/me/name").session(session)).hasStatus(401);
    assertThat(session.isInvalid()).isTrue();
  }

  @Test
  void endsASessionWhoseUserHasEndedAllAndLetsTheBearerGoOn(@Autowired InMemorySessionEnds ends) throws JOSEException {
    MockHttpSession before = session();
    ends.end(new UserId("bruno"));
    try {
      assertThat(http.get().uri("/me/name").session(before)).hasStatus(401);
      assertThat(before.isInvalid()).isTrue();
      MockHttpSession after = session();
      OpenSessions.begin(after, ends.last(new UserId("bruno")).orElseThrow().toString());
      assertThat(http.get().uri("/me/name").session(after)).hasStatusOk();
      assertThat(http.get().uri("/me/name").header("Authorization", bearer("authenticated"))).hasStatusOk();
    } finally {
      ends.forget(new UserId("bruno"));
    }
  }

  @Test
  void beginsNoSessionForAPostThatIsRefused() {
    var answer = http.post().uri("/somewhere").param("_csrf", "made-up").exchange();

    assertThat(answer).hasStatus(403);
    assertThat(answer.getRequest().getSession(false)).isNull();
  }

  @Test
  void refusesAPostOfTheSessionWithoutCsrfToken() {
    assertThat(http.post().uri("/cloud/act").session(session())).hasStatus(403).hasBodyTextEqualTo("forbidden");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void takesTheCsrfTokenAsHeaderOrParameter(boolean header) throws java.io.UnsupportedEncodingException {
    MockHttpSession session = session();
    String token = http.get().uri("/me/csrf").session(session).exchange().getResponse().getContentAsString();
    var post = http.post().uri("/cloud/act").session(session);
    assertThat(header ? post.header("X-CSRF-TOKEN", token) : post.param("_csrf", token)).hasStatusOk();
  }

  @Test
  void opensTheOperatorsPathToTheirRoleAlone() throws JOSEException {
    assertThat(http.get().uri("/ops/verification").header("Authorization", bearer("operator"))).hasStatusOk();
    assertThat(http.get().uri("/ops/verification").header("Authorization", bearer("authenticated"))).hasStatus(403);
    assertThat(http.get().uri("/ops/verification").header("Authorization", bearer("service"))).hasStatus(403);
    assertThat(http.get().uri("/ops/verification").session(session())).hasStatus(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ops/webhooks/1/replay", "/ops/webhooks/replay-failed", "/ops/keys/verification"})
  void letsOperatorsAlonePostWithABearerOrWithTheSessionsToken(String path)
      throws JOSEException, java.io.UnsupportedEncodingException {
    MockHttpSession operators = session("operator");
    String token = http.get().uri("/me/csrf").session(operators).exchange().getResponse().getContentAsString();
    MockHttpSession anyones = session();
    String his = http.get().uri("/me/csrf").session(anyones).exchange().getResponse().getContentAsString();

    assertThat(http.post().uri(path)).hasStatus(401).hasHeader("WWW-Authenticate", "Bearer");
    assertThat(http.post().uri(path).header("Authorization", bearer("authenticated"))).hasStatus(403);
    assertThat(http.post().uri(path).header("Authorization", bearer("operator"))).hasStatusOk();
    assertThat(http.post().uri(path).session(operators)).hasStatus(403);
    assertThat(http.post().uri(path).session(operators).param("_csrf", "another")).hasStatus(403);
    assertThat(http.post().uri(path).session(operators).param("_csrf", token)).hasStatusOk();
    assertThat(http.post().uri(path).session(anyones).param("_csrf", his)).hasStatus(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/me/name", "/cloud/act", "/auth/onedrive/login-url", "/app", "/ops/verification"})
  void keepsAServiceToWhatIsMadeForIt(String path) throws JOSEException {
    assertThat(http.get().uri(path).header("Authorization", bearer("service"))).hasStatus(403);
    assertThat(http.get().uri("/service/x").header("Authorization", bearer("service"))).hasStatusOk();
  }

  @Test
  void opensTheServicesPathToTheirRoleAlone() throws JOSEException {
    assertThat(http.get().uri("/service/x").header("Authorization", bearer("authenticated"))).hasStatus(403);
    assertThat(http.get().uri("/service/x").header("Authorization", bearer("operator"))).hasStatus(403);
    assertThat(http.get().uri("/service/x").session(session())).hasStatus(403);
  }

  @Test
  void asksWhoPostsToTheApiWithoutAnythingWhoHeIs() {
    assertThat(http.post().uri("/cloud/act")).hasStatus(401).hasHeader("WWW-Authenticate", "Bearer");
  }

  @Test
  void letsTheCallbackComeWithoutUser() {
    assertThat(http.get().uri("/auth/onedrive/callback")).hasStatusOk();
  }

  @Test
  void allowsTheFrontendsOriginWithCredentials() {
    assertThat(http.options().uri("/cloud/act").header("Origin", FRONTEND)
            .header("Access-Control-Request-Method", "POST"))
        .hasStatusOk()
        .hasHeader("Access-Control-Allow-Origin", FRONTEND)
        .hasHeader("Access-Control-Allow-Credentials", "true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "https://app.cloud.example.evil", "http://app.cloud.example"})
  void allowsNoOtherOrigin(String origin) {
    assertThat(http.options().uri("/cloud/act").header("Origin", origin).header("Access-Control-Request-Method", "POST"))
        .hasStatus(403).doesNotContainHeader("Access-Control-Allow-Origin");
  }

  @Test
  void endsTheSessionByPostAlone() throws java.io.UnsupportedEncodingException {
    MockHttpSession session = session();
    String token = http.get().uri("/me/csrf").session(session).exchange().getResponse().getContentAsString();
    assertThat(http.post().uri("/logout").session(session).param("_csrf", token))
        .hasStatus(303).hasHeader("Location", "/login#_");
    assertThat(session.isInvalid()).isTrue();
  }

  private static MockHttpSession session(String... roles) {
    var session = new MockHttpSession();
    session.setAttribute("SPRING_SECURITY_CONTEXT",
        new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(
            "bruno", "", AuthorityUtils.createAuthorityList(roles))));
    OpenSessions.begin(session, "");
    return session;
  }

  private static String bearer(String role) throws JOSEException {
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), new JWTClaimsSet.Builder()
        .subject("ana").audience("authenticated").expirationTime(Date.from(NOW.plusSeconds(600)))
        .claim("role", role).build());
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

    @Bean
    InMemorySessionEnds ends() {
      return new InMemorySessionEnds(new CountedIds());
    }

    @Bean
    UserSessions sessions(SessionEnds ends) {
      return new UserSessions(ends);
    }

    @Bean
    ProblemWriter problems() {
      return (code, request, response) -> {
        response.setStatus("forbidden".equals(code) ? 403 : "identity_unavailable".equals(code) ? 503 : 401);
        response.getWriter().write(code);
      };
    }

    @Bean
    Settings settings() {
      URI publicUrl = URI.create("https://cloud.example");
      return new Settings("Cloud", publicUrl, URI.create(FRONTEND), List.of(FRONTEND),
          new Settings.Users(new Settings.Verification.SharedSecret(new Secret(SECRET)), Optional.empty(),
              "authenticated", Duration.ZERO),
          Optional.empty(),
          List.of(), Duration.ofMinutes(10), new Settings.Transfer(Duration.ofMinutes(10), Duration.ZERO, 3),
          new Settings.AccessTokens(Duration.ofMinutes(2), Duration.ZERO, 600, Duration.ofDays(365)),
          new Settings.Keys(List.of(), List.of(), List.of()), Optional.empty(), Duration.ofDays(30), Settings.Database.EXTERNAL, false,
          Duration.ofMinutes(10), new Settings.Jobs(Duration.ofMinutes(1), Duration.ZERO), Duration.ofDays(90), new Settings.Limits(10, 5), false, Settings.Identifiers.RAW,
          false);
    }
  }

  @RestController
  static class Stub {
    @GetMapping("/me/name")
    String name(Principal caller) {
      return caller.getName();
    }

    @GetMapping("/me/csrf")
    String csrf(HttpServletRequest request) {
      return request.getAttribute("_csrf") instanceof CsrfToken token ? token.getToken() : "";
    }

    @PostMapping({"/cloud/act", "/ops/webhooks/1/replay", "/ops/webhooks/replay-failed", "/ops/keys/verification"})
    String act() {
      return "done";
    }

    @GetMapping({"/ops/verification", "/auth/onedrive/callback", "/service/x"})
    String open() {
      return "open";
    }
  }
}
