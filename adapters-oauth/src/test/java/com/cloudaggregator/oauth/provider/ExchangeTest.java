package com.cloudaggregator.oauth.provider;

import static com.cloudaggregator.oauth.http.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.reply;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.provider.Providers.ExchangeResult;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.AccessRefused;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.CodeRefused;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.ExchangeUnavailable;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.Identified;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.IdentityInvalid;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.ScopeInsufficient;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.UserInfoRefused;
import com.cloudaggregator.application.provider.Refusal;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.Signing;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import com.cloudaggregator.oauth.http.MisbehavingProvider.Call;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ExchangeTest {
  private static final Provider PROVIDER = new Provider("someone");
  private static final String TOKENS =
      "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"token_type\":\"bearer\",\"expires_in\":14400,\"scope\":"
          + "\"account_info.read files.metadata.read\"}";
  private static final String ACCOUNT =
      "{\"account_id\":\"dbid:AAA\",\"email\":\"ana@dropbox.example\"}";

  private final MisbehavingProvider server = new MisbehavingProvider();

  @AfterEach
  void close() {
    server.close();
  }

  private ExchangeResult exchange(ProviderSettings settings) {
    return exchange(settings, "the code");
  }

  private final List<String> reasons = new ArrayList<>();

  private ExchangeResult exchange(ProviderSettings settings, String code) {
    try (var providers =
        new ConfiguredProviders(
            Fixtures.settings(Map.of(PROVIDER.id(), settings)), this::record, Fixtures.CLOCK)) {
      return providers.exchange(PROVIDER, new Secret(code), Fixtures.VERIFIER, Fixtures.NONCE);
    }
  }

  private void record(RefusalReporter.Refusal refusal) {
    reasons.add("[" + refusal.source() + "][" + refusal.step() + "] " + refusal.reason());
  }

  @Nested
  class OfDropbox {
    private ExchangeResult dropbox(String tokens, String account) {
      server.on("/token", json(tokens));
      server.on("/me", json(account));
      return exchange(Fixtures.dropbox(server));
    }

    @Test
    void identifiesByUserInfo() {
      assertThat(dropbox(TOKENS, ACCOUNT))
          .isInstanceOfSatisfying(
              Identified.class,
              it -> {
                assertThat(it.account()).isEqualTo(new ProviderAccountId(PROVIDER, "dbid:AAA"));
                assertThat(it.label().value()).isEqualTo("ana@dropbox.example");
                assertThat(it.credentials().accessToken()).isEqualTo(new Secret("at"));
                assertThat(it.credentials().refreshToken()).contains(new Secret("rt"));
                assertThat(it.credentials().accessTokenExpiresAt())
                    .isEqualTo(Fixtures.NOW.plusSeconds(14400));
                assertThat(it.credentials().scopes())
                    .isEqualTo(Set.of("account_info.read", "files.metadata.read"));
              });
    }

    @Test
    void sendsCodeVerifierAndSecretInTheFormAndTheTokenInTheHeader() {
      dropbox(TOKENS, ACCOUNT);
      Call token = server.calls("/token").getFirst();
      assertThat(token.method()).isEqualTo("POST");
      assertThat(token.body().split("&"))
          .containsExactlyInAnyOrder(
              "grant_type=authorization_code",
              "code=the+code",
              "code_verifier=" + Fixtures.VERIFIER.reveal(),
              "client_id=our-client",
              "client_secret=our-secret",
              "redirect_uri=https%3A%2F%2Fclouds.example%2Fauth%2Fsomeone%2Fcallback");
      Call me = server.calls("/me").getFirst();
      assertThat(me.method()).isEqualTo("POST");
      assertThat(me.body()).isEmpty();
      assertThat(me.headers()).containsEntry("Authorization", List.of("Bearer at"));
      assertThat(server.calls()).hasSize(2);
    }

    @Test
    void acceptsAnAnswerWithoutLabelExpiryRefreshTokenAndScope() {
      assertThat(
              dropbox(
                  "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}",
                  "{\"account_id\":\"a\",\"email\":[]}"))
          .isInstanceOfSatisfying(
              Identified.class,
              it -> {
                assertThat(it.label()).isEqualTo(AccountLabel.NONE);
                assertThat(it.credentials().refreshToken()).isEmpty();
                assertThat(it.credentials().accessTokenExpiresAt())
                    .isEqualTo(Fixtures.NOW.plus(Duration.ofMinutes(10)));
                assertThat(it.credentials().scopes()).contains("account_info.read");
              });
    }

    static Stream<String> invalidAccountIds() {
      return Stream.of(
          "{}",
          "{\"account_id\":7.5}",
          "{\"account_id\":1e3}",
          "{\"account_id\":null}",
          "{\"account_id\":[\"a\"]}",
          "{\"account_id\":{\"a\":1}}",
          "{\"account_id\":true}",
          "{\"account_id\":\"\"}",
          "{\"account_id\":\" \"}",
          "{\"account_id\":\" a\"}",
          "{\"account_id\":\"a\\u0000\"}",
          "{\"account_id\":\"a\\n\"}",
          "{\"account_id\":\"\\uff11\"}",
          "{\"account_id\":\"\\u00e9\"}",
          "{\"account_id\":\"" + "x".repeat(256) + "\"}",
          "{\"account_id\":\"" + "x".repeat(10_000) + "\"}",
          "{\"account_id\":\"a\",\"account_id\":\"b\"}",
          "[]");
    }

    @ParameterizedTest
    @MethodSource("invalidAccountIds")
    void refusesAnInvalidAccountId(String account) {
      assertThat(dropbox(TOKENS, account)).isEqualTo(new IdentityInvalid());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "{\"access_token\":\"\",\"token_type\":\"bearer\"}",
          "{\"access_token\":7,\"token_type\":\"bearer\"}",
          "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"bearer\"}",
          "{\"access_token\":\"at\"}",
          "{\"access_token\":\"at\",\"token_type\":\"mac\"}",
          "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":7}",
          "[]",
          "no json"
        })
    void refusesAnInvalidTokenAnswer(String tokens) {
      assertThat(dropbox(tokens, ACCOUNT)).isEqualTo(new IdentityInvalid());
      assertThat(server.calls("/me")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"error\":null,\"error_description\":null",
          "\"error\":\"\"",
          "\"scope\":null",
          "\"scope\":[\"account_info.read\",\"files.metadata.read\"]",
          "\"scope\":\"account_info.read,files.metadata.read\"",
          "\"id_token\":\"\"",
          "\"more\":{\"a\":[1.5e3]}"
        })
    void readsAnAnswerWithUnusualMembers(String member) {
      assertThat(
              dropbox(
                  "{\"access_token\":\"at\",\"token_type\":\"BEARER\"," + member + "}", ACCOUNT))
          .isInstanceOf(Identified.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void refusesOrIgnoresAnEmptyRefreshToken(String token) {
      ExchangeResult result =
          dropbox(
              "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":\""
                  + token
                  + "\"}",
              ACCOUNT);
      if (token.isEmpty()) {
        assertThat(result)
            .isInstanceOfSatisfying(
                Identified.class, it -> assertThat(it.credentials().refreshToken()).isEmpty());
      } else {
        assertThat(result).isEqualTo(new IdentityInvalid());
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"files.metadata.read\"]", "[7]", "\"\""})
    void refusesMissingScopesInAnyForm(String scope) {
      assertThat(
              dropbox(
                  "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"scope\":" + scope + "}",
                  ACCOUNT))
          .isEqualTo(new ScopeInsufficient());
    }

    @Test
    void refusesMissingScopesBeforeReadingUserInfo() {
      assertThat(dropbox(TOKENS.replace("account_info.read ", ""), ACCOUNT))
          .isEqualTo(new ScopeInsufficient());
      assertThat(server.calls("/me")).isEmpty();
    }

    @Test
    void mapsFailuresOfTheTokenEndpoint() {
      Map.of(
              400,
              new CodeRefused(),
              401,
              new CodeRefused(),
              403,
              new CodeRefused(),
              429,
              new ExchangeUnavailable(),
              500,
              new ExchangeUnavailable(),
              503,
              new ExchangeUnavailable())
          .forEach(
              (status, result) -> {
                server.on("/token", status(status));
                assertThat(exchange(Fixtures.dropbox(server)))
                    .as("status " + status)
                    .isEqualTo(result);
              });
      server.on("/token", json("{\"error\":\"invalid_grant\"}"));
      assertThat(exchange(Fixtures.dropbox(server))).isEqualTo(new CodeRefused());
      server.on("/token", reply(200, Map.of("Content-Type", "text/html"), "<html>"));
      assertThat(exchange(Fixtures.dropbox(server))).isEqualTo(new IdentityInvalid());
      server.on("/token", server.dripping());
      assertThat(exchange(Fixtures.dropbox(server))).isEqualTo(new ExchangeUnavailable());
    }

    @Test
    void reportsWhyTheTokenEndpointRefused() {
      server.on(
          "/token",
          reply(401, Map.of("Content-Type", "application/json"), "{\"error\":\"invalid_client\"}"));
      exchange(Fixtures.dropbox(server));
      server.on("/token", reply(400, Map.of("Content-Type", "text/html"), "<html>"));
      exchange(Fixtures.dropbox(server));
      server.on("/token", json("{\"error\":\"invalid_grant\"}"));
      exchange(Fixtures.dropbox(server));
      server.on("/token", status(503));
      exchange(Fixtures.dropbox(server));
      server.on("/token", server.hanging());
      exchange(Fixtures.dropbox(server));
      dropbox("{\"access_token\":\"at\",\"token_type\":\"mac\"}", ACCOUNT);

      assertThat(reasons)
          .containsExactly(
              "[SOMEONE][TOKEN_EXCHANGE] 401 invalid_client (configuration)",
              "[SOMEONE][TOKEN_EXCHANGE] 400",
              "[SOMEONE][TOKEN_EXCHANGE] 200 invalid_grant (account)",
              "[SOMEONE][TOKEN_EXCHANGE] 503",
              "[SOMEONE][TOKEN_EXCHANGE] no answer",
              "[SOMEONE][TOKEN_EXCHANGE] answer has no usable bearer token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "line\\nbreak", "\\u202e", "=cmd", ""})
    void reportsNoErrorCodeThatIsUnsafeToLog(String error) {
      server.on(
          "/token",
          reply(400, Map.of("Content-Type", "application/json"), "{\"error\":\"" + error + "\"}"));
      exchange(Fixtures.dropbox(server));
      server.on(
          "/token",
          reply(
              400,
              Map.of("Content-Type", "application/json"),
              "{\"error\":\"" + "x".repeat(65) + "\"}"));
      exchange(Fixtures.dropbox(server));

      assertThat(reasons)
          .containsExactly("[SOMEONE][TOKEN_EXCHANGE] 400", "[SOMEONE][TOKEN_EXCHANGE] 400");
    }

    @Test
    void reportsWhyTheAccountIsNotIdentified() {
      dropbox(TOKENS, "{\"account_id\":{\"a\":1}}");
      dropbox(TOKENS, "{}");
      dropbox(TOKENS, "{\"account_id\":\" a\"}");
      server.on("/me", status(403));
      exchange(Fixtures.dropbox(server));

      assertThat(reasons)
          .containsExactly(
              "[SOMEONE][IDENTITY] account id at /account_id is a JSON object",
              "[SOMEONE][IDENTITY] account id at /account_id is missing",
              "[SOMEONE][IDENTITY] account id at /account_id is a JSON string, but not a valid account id",
              "[SOMEONE][USER_INFO] 403 as_told");
    }

    @ParameterizedTest
    @CsvSource({
      "10041234, 10041234",
      "0, 0",
      "123456789012345678901234567890, 123456789012345678901234567890"
    })
    void aWholeNumberIsAnAccountIdInDecimal(String sent, String subject) {
      assertThat(dropbox(TOKENS, "{\"account_id\":" + sent + "}"))
          .isInstanceOfSatisfying(
              Identified.class, it -> assertThat(it.account().subject()).isEqualTo(subject));
    }

    @Test
    void namesTheAccountByTheSharedIdentityAndTheGrantByItsClient() {
      assertThat(dropbox(TOKENS, ACCOUNT))
          .isInstanceOfSatisfying(
              Identified.class,
              it -> assertThat(it.credentials().clientOrNull()).isEqualTo(PROVIDER));

      assertThat(exchange(Fixtures.sharing("dropbox", server)))
          .isInstanceOfSatisfying(
              Identified.class,
              it -> {
                assertThat(it.account()).isEqualTo(ProviderAccountId.of("dropbox", "dbid:AAA"));
                assertThat(it.credentials().clientOrNull()).isEqualTo(PROVIDER);
              });
    }

    @Test
    void theTokenResponseMustNameTheSameAccount() {
      String named = TOKENS.replace("{", "{\"account_id\":\"dbid:AAA\",");
      assertThat(dropbox(named, ACCOUNT)).isInstanceOf(Identified.class);
      assertThat(dropbox(named.replace("dbid:AAA", "dbid:BBB"), ACCOUNT))
          .isEqualTo(new IdentityInvalid());
      assertThat(dropbox(named.replace("\"dbid:AAA\"", "[]"), ACCOUNT))
          .isEqualTo(new IdentityInvalid());

      assertThat(reasons)
          .containsExactly(
              "[SOMEONE][IDENTITY] user info and token response name different accounts:"
                  + " /account_id is a JSON string, /account_id is a JSON string",
              "[SOMEONE][IDENTITY] user info and token response name different accounts:"
                  + " /account_id is a JSON string, /account_id is a JSON array");
    }

    @ParameterizedTest
    @CsvSource({
      "400, invalid_request, CONFIGURATION",
      "401, invalid_client, CONFIGURATION",
      "400, unauthorized_client, CONFIGURATION",
      "400, unsupported_grant_type, CONFIGURATION",
      "400, invalid_scope, CONFIGURATION",
      "400, consent_required, USER",
      "400, interaction_required, USER",
      "403, access_denied, USER"
    })
    void namesTheCategoryOfARefusal(int status, String error, RefusalCategory category) {
      server.on(
          "/token",
          reply(
              status, Map.of("Content-Type", "application/json"), "{\"error\":\"" + error + "\"}"));

      assertThat(exchange(Fixtures.dropbox(server)))
          .isEqualTo(new AccessRefused(new Refusal(category, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"temporarily_unavailable", "server_error", "slow_down"})
    void aTemporaryProblemIsDistinguishedFromARefusal(String error) {
      server.on(
          "/token",
          reply(400, Map.of("Content-Type", "application/json"), "{\"error\":\"" + error + "\"}"));

      assertThat(exchange(Fixtures.dropbox(server))).isEqualTo(new ExchangeUnavailable());
    }

    @Test
    void mapsFailuresOfUserInfo() {
      server.on("/token", json(TOKENS));
      Map.of(
              400,
              new UserInfoRefused(),
              401,
              new UserInfoRefused(),
              404,
              new UserInfoRefused(),
              429,
              new ExchangeUnavailable(),
              500,
              new ExchangeUnavailable())
          .forEach(
              (status, result) -> {
                server.on("/me", status(status));
                assertThat(exchange(Fixtures.dropbox(server)))
                    .as("status " + status)
                    .isEqualTo(result);
              });
      server.on("/me", server.hanging());
      assertThat(exchange(Fixtures.dropbox(server))).isEqualTo(new ExchangeUnavailable());
    }

    @Test
    void sendsACodeOnceWhateverHappens() {
      server.on("/token", status(503));
      exchange(Fixtures.dropbox(server));
      assertThat(server.calls("/token")).hasSize(1);
    }

    @Test
    void doesNotSendAnImpossibleCode() {
      assertThat(exchange(Fixtures.dropbox(server), " ")).isEqualTo(new CodeRefused());
      assertThat(server.calls()).isEmpty();
    }
  }

  @Nested
  class OfGoogle {
    private Map<String, Object> claims() {
      Map<String, Object> claims = new HashMap<>();
      claims.put("iss", "https://accounts.google.example");
      claims.put("aud", Fixtures.CLIENT);
      claims.put("azp", Fixtures.CLIENT);
      claims.put("sub", "10769150350006150715113082367");
      claims.put("email", "ana@gmail.example");
      claims.put("nonce", Fixtures.NONCE);
      claims.put("iat", Fixtures.NOW.getEpochSecond());
      claims.put("exp", Fixtures.NOW.getEpochSecond() + 3600);
      return claims;
    }

    private ExchangeResult google(Map<String, Object> claims) {
      return google(
          Signing.sign(claims, Signing.FIRST, "first"), Signing.set(Signing.FIRST, Signing.SECOND));
    }

    private ExchangeResult google(String idToken, String keys) {
      server.on(
          "/token",
          json(
              "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"scope\":\"openid Files.Read\","
                  + "\"id_token\":\""
                  + idToken
                  + "\"}"));
      server.on("/keys", json(keys));
      return exchange(Fixtures.google(server));
    }

    private Map<String, Object> with(String claim, Object value) {
      Map<String, Object> claims = claims();
      claims.put(claim, value);
      return claims;
    }

    @Test
    void identifiesByTheVerifiedSubjectAloneAndCallsNothingElse() {
      assertThat(google(claims()))
          .isInstanceOfSatisfying(
              Identified.class,
              it -> {
                assertThat(it.account().subject()).isEqualTo("10769150350006150715113082367");
                assertThat(it.label().value()).isEqualTo("ana@gmail.example");
              });
      assertThat(server.calls()).extracting(Call::path).containsExactly("/token", "/keys");
    }

    @Test
    void acceptsBothDocumentedFormsOfTheIssuer() {
      assertThat(google(with("iss", "accounts.google.example"))).isInstanceOf(Identified.class);
      assertThat(google(with("iss", "http://accounts.google.example")))
          .isEqualTo(new IdentityInvalid());
      assertThat(google(with("iss", "evil.example"))).isEqualTo(new IdentityInvalid());
    }

    @Test
    void formEncodesTheSecretInTheHeader() {
      google(claims());
      String sent =
          server
              .calls("/token")
              .getFirst()
              .headers()
              .getOrDefault("Authorization", List.of(""))
              .getFirst();
      assertThat(
              new String(
                  Base64.getDecoder().decode(sent.substring("Basic ".length())),
                  StandardCharsets.UTF_8))
          .isEqualTo("our-client:our+secret%2F%26");
    }

    @Test
    void acceptsSeveralAudiencesIfTheTokenWasIssuedToUs() {
      assertThat(google(with("aud", List.of(Fixtures.CLIENT, "other"))))
          .isInstanceOf(Identified.class);
      Map<String, Object> unsaid = with("aud", List.of(Fixtures.CLIENT, "other"));
      unsaid.remove("azp");
      assertThat(google(unsaid)).isEqualTo(new IdentityInvalid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "nonce", "iat", "exp"})
    void refusesAMissingClaim(String claim) {
      Map<String, Object> claims = claims();
      claims.remove(claim);
      assertThat(google(claims)).isEqualTo(new IdentityInvalid());
    }

    @Test
    void refusesWrongClaims() {
      long now = Fixtures.NOW.getEpochSecond();
      List.of(
              with("iss", "https://accounts.google.example/"),
              with("iss", "https://evil.example"),
              with("aud", "other"),
              with("aud", List.of()),
              with("aud", List.of("other")),
              with("azp", "other"),
              with("azp", 7),
              with("nonce", "other"),
              with("nonce", ""),
              with("sub", 7),
              with("sub", ""),
              with("sub", "a b"),
              with("exp", now - 60),
              with("exp", "later"),
              with("exp", 1e300),
              with("exp", now - 60.5),
              with("iat", now + 61.0),
              with("iat", now + 61),
              with("iat", "now"),
              with("nbf", now + 61),
              with("nbf", "now"))
          .forEach(
              claims ->
                  assertThat(google(claims))
                      .as(claims.toString())
                      .isEqualTo(new IdentityInvalid()));
    }

    /** RFC 7519, section 2: a NumericDate may have a fraction. */
    @Test
    void acceptsTimesWithAFraction() {
      long now = Fixtures.NOW.getEpochSecond();
      Map<String, Object> claims = with("exp", now + 3600.336421);
      claims.put("iat", now - 0.25);
      claims.put("nbf", (double) now);
      assertThat(google(claims)).isInstanceOf(Identified.class);
    }

    @Test
    void allowsAMinuteOfSkew() {
      long now = Fixtures.NOW.getEpochSecond();
      Map<String, Object> claims = with("exp", now - 59);
      claims.put("iat", now + 60);
      assertThat(google(claims)).isInstanceOf(Identified.class);
    }

    @Test
    void reportsWhichCheckOfTheIdTokenFailed() throws JOSEException {
      google(with("aud", "other"));
      google(with("nonce", "other"));
      google(with("exp", 1));
      google(Signing.sign(claims(), Signing.SECOND, "first"), Signing.set(Signing.FIRST));
      google(Signing.sign(claims(), Signing.SECOND, "unknown"), Signing.set(Signing.FIRST));
      google(
          Signing.sign(
              claims(),
              new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("first").build(),
              new RSASSASigner(Signing.FIRST)),
          Signing.set(Signing.FIRST));
      google(
          Signing.sign(
              claims(),
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .type(new JOSEObjectType("at+jwt"))
                  .keyID("first")
                  .build(),
              new RSASSASigner(Signing.FIRST)),
          Signing.set(Signing.FIRST));

      assertThat(reasons)
          .containsExactly(
              "[SOMEONE][ID_TOKEN] aud",
              "[SOMEONE][ID_TOKEN] nonce",
              "[SOMEONE][ID_TOKEN] exp",
              "[SOMEONE][ID_TOKEN] signature",
              "[SOMEONE][ID_TOKEN] no key of the issuer fits",
              "[SOMEONE][ID_TOKEN] alg RS512",
              "[SOMEONE][ID_TOKEN] typ");
    }

    @Test
    void refusesASignatureOfAnotherKey() {
      assertThat(
              google(Signing.sign(claims(), Signing.SECOND, "first"), Signing.set(Signing.FIRST)))
          .isEqualTo(new IdentityInvalid());
    }

    @Test
    void refusesAnUnsignedToken() {
      byte[] header = "{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8);
      String none = Base64.getUrlEncoder().withoutPadding().encodeToString(header);
      String payload = Signing.sign(claims(), Signing.FIRST, "first").split("\\.")[1];
      assertThat(google(none + "." + payload + ".", Signing.set(Signing.FIRST)))
          .isEqualTo(new IdentityInvalid());
    }

    @Test
    void refusesAPublicKeyUsedAsASecret() throws JOSEException {
      byte[] publicKey = Signing.FIRST.toRSAPublicKey().getEncoded();
      String confused =
          Signing.sign(
              claims(),
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
              new MACSigner(publicKey));
      assertThat(google(confused, Signing.set(Signing.FIRST))).isEqualTo(new IdentityInvalid());
    }

    @Test
    void refusesAnAlgorithmThatIsNotOnTheList() throws JOSEException {
      String other =
          Signing.sign(
              claims(),
              new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("first").build(),
              new RSASSASigner(Signing.FIRST));
      assertThat(google(other, Signing.set(Signing.FIRST))).isEqualTo(new IdentityInvalid());
    }

    @Test
    void ignoresAKeyInTheToken() throws JOSEException {
      String selfMade =
          Signing.sign(
              claims(),
              new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(Signing.SECOND.toPublicJWK()).build(),
              new RSASSASigner(Signing.SECOND));
      assertThat(google(selfMade, Signing.set(Signing.FIRST))).isEqualTo(new IdentityInvalid());
    }

    @Test
    void requiresAKeyIdIfSeveralKeysFit() {
      String unnamed = Signing.sign(claims(), Signing.FIRST, null);
      assertThat(google(unnamed, Signing.set(Signing.FIRST))).isInstanceOf(Identified.class);
      assertThat(google(unnamed, Signing.set(Signing.FIRST, Signing.SECOND)))
          .isEqualTo(new IdentityInvalid());
    }

    @Test
    void ignoresUnusableKeys() throws JOSEException {
      String keys =
          Signing.set(
              "{\"kty\":\"XYZ\",\"kid\":\"first\"}",
              "{\"kty\":\"EC\",\"crv\":\"P-9\",\"kid\":\"x\"}",
              "7",
              "{\"kty\":\"oct\",\"kid\":\"first\",\"k\":\"AAAA\"}",
              "{\"kty\":\"RSA\",\"kid\":\"first\",\"use\":\"enc\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
              Signing.FIRST);
      assertThat(google(Signing.sign(claims(), Signing.FIRST, "first"), keys))
          .isInstanceOf(Identified.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b.c", "....", "{}"})
    void refusesGarbage(String idToken) {
      assertThat(google(idToken, Signing.set(Signing.FIRST))).isEqualTo(new IdentityInvalid());
    }

    @Test
    void refusesAnAnswerWithoutIdToken() {
      server.on("/token", json("{\"access_token\":\"at\",\"token_type\":\"Bearer\"}"));
      assertThat(exchange(Fixtures.google(server))).isEqualTo(new IdentityInvalid());
    }

    @Test
    void isUnavailableIfTheKeysAre() {
      String idToken = Signing.sign(claims(), Signing.FIRST, "first");
      google(idToken, "{}");
      for (int status : new int[] {404, 429, 500}) {
        server.on("/keys", status(status));
        assertThat(exchange(Fixtures.google(server)))
            .as("status " + status)
            .isEqualTo(new ExchangeUnavailable());
      }
    }
  }

  @Nested
  class OfOneDrive {
    private static final String PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";
    private String keyIssuer = "}";

    private static final String WORK = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    private ExchangeResult onedrive(
        String issuerTenant, String tenant, String objectId, String graphId) {
      Map<String, Object> claims = new HashMap<>();
      claims.put("iss", "https://login.example/" + issuerTenant + "/v2.0");
      claims.put("tid", tenant);
      claims.put("oid", objectId);
      claims.put("aud", Fixtures.CLIENT);
      claims.put("sub", "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ");
      claims.put("nonce", Fixtures.NONCE);
      claims.put("iat", Fixtures.NOW.getEpochSecond());
      claims.put("exp", Fixtures.NOW.getEpochSecond() + 3600);
      server.on(
          "/token",
          json(
              "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"token_type\":\"Bearer\","
                  + "\"scope\":\"https://graph.example/files.read\",\"id_token\":\""
                  + Signing.sign(claims, Signing.FIRST, "first")
                  + "\"}"));
      server.on(
          "/keys",
          json(
              Signing.set(
                  Signing.FIRST.toPublicJWK().toJSONString().replaceFirst("}$", keyIssuer))));
      server.on(
          "/me",
          json(
              "{\"id\":\""
                  + graphId
                  + "\",\"mail\":null,\"userPrincipalName\":\"ana@outlook.example\"}"));
      return exchange(Fixtures.onedrive(server));
    }

    @Test
    void identifiesAPersonalAccountByItsUnchangedGraphId() {
      assertThat(
              onedrive(
                  PERSONAL, PERSONAL, "00000000-0000-0000-62c0-cfcdf8b5bc8c", "62c0cfcdf8b5bc8c"))
          .isInstanceOfSatisfying(
              Identified.class,
              it -> {
                assertThat(it.account().subject()).isEqualTo("62c0cfcdf8b5bc8c");
                assertThat(it.label().value()).isEqualTo("ana@outlook.example");
              });
    }

    @Test
    void identifiesAWorkAccountByTheSameGuidInBoth() {
      String id = "b1a2c3d4-0000-4000-8000-00000000abcd";
      assertThat(onedrive(WORK, WORK, id, id)).isInstanceOf(Identified.class);
    }

    @Test
    void refusesTwoSourcesThatDisagree() {
      assertThat(
              onedrive(
                  PERSONAL, PERSONAL, "00000000-0000-0000-62c0-cfcdf8b5bc8c", "62c0cfcdf8b5bc8d"))
          .isEqualTo(new IdentityInvalid());
      assertThat(onedrive(WORK, WORK, "00000000-0000-0000-62c0-cfcdf8b5bc8c", "62c0cfcdf8b5bc8c"))
          .isEqualTo(new IdentityInvalid());
    }

    @Test
    void acceptsOnlyAKeyOfTheTokensIssuer() {
      String id = "b1a2c3d4-0000-4000-8000-00000000abcd";
      for (String issuer : List.of("{tenantid}", WORK)) {
        keyIssuer = ",\"issuer\":\"https://login.example/" + issuer + "/v2.0\"}";
        assertThat(onedrive(WORK, WORK, id, id)).as(issuer).isInstanceOf(Identified.class);
      }
      for (String issuer : List.of(PERSONAL, "common", "")) {
        keyIssuer = ",\"issuer\":\"https://login.example/" + issuer + "/v2.0\"}";
        assertThat(onedrive(WORK, WORK, id, id)).as(issuer).isEqualTo(new IdentityInvalid());
      }
    }

    @ParameterizedTest
    @CsvSource({
      "401, invalid_client, 7000222, CONFIGURATION,",
      "401, invalid_client, 7000215, CONFIGURATION,",
      "400, invalid_request, 50011, CONFIGURATION,",
      "400, invalid_grant, 65004, USER, DECLINED",
      "400, invalid_grant, 53003, ADMINISTRATOR, ADMIN_CONSENT_REQUIRED",
      "400, invalid_grant, 50020, ACCOUNT, WRONG_TENANT"
    })
    void namesTheCategoryOfMicrosoftsNumber(
        int status,
        String error,
        int number,
        RefusalCategory category,
        Refusal.@Nullable Denial denial) {
      server.on(
          "/token",
          reply(
              status,
              Map.of("Content-Type", "application/json"),
              "{\"error\":\"" + error + "\",\"error_codes\":[" + number + "]}"));

      assertThat(exchange(Fixtures.onedrive(server)))
          .isEqualTo(new AccessRefused(new Refusal(category, denial)));
      assertThat(reasons)
          .containsExactly(
              "[SOMEONE][TOKEN_EXCHANGE] %d %s AADSTS%d (%s)"
                  .formatted(status, error, number, category.code()));
    }

    @Test
    void refusesATenantOtherThanTheIssuers() {
      String id = "b1a2c3d4-0000-4000-8000-00000000abcd";
      assertThat(onedrive(WORK, PERSONAL, id, id)).isEqualTo(new IdentityInvalid());
      assertThat(onedrive("common", "common", id, id)).isEqualTo(new IdentityInvalid());
      assertThat(onedrive("x/" + WORK, WORK, id, id)).isEqualTo(new IdentityInvalid());
    }
  }
}
