package com.cloudaggregator.oauth.provider;

import static com.cloudaggregator.oauth.http.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.provider.Providers.AuthorizationRequest;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult.MetadataUnavailable;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult.MetadataUnusable;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult.Redirect;
import com.cloudaggregator.application.provider.Providers.IssuerCheck;
import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.ClientAuthentication;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.OAuthSettings;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.Revocation;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

class ConfiguredProvidersTest {
  private static final Provider PROVIDER = new Provider("someone");

  private final MisbehavingProvider server = new MisbehavingProvider();

  @AfterEach
  void close() {
    server.close();
  }

  private final List<String> reasons = new ArrayList<>();

  private ConfiguredProviders providers(ProviderSettings settings) {
    return new ConfiguredProviders(
        Fixtures.settings(Map.of(PROVIDER.id(), settings)),
        refusal -> reasons.add(refusal.step() + " " + refusal.reason()),
        Fixtures.CLOCK);
  }

  private static AuthorizationRequest request(@Nullable String loginHint, boolean forceConsent) {
    return new AuthorizationRequest(
        PROVIDER,
        new Secret("the-state"),
        Fixtures.VERIFIER,
        Fixtures.NONCE,
        loginHint,
        forceConsent);
  }

  private Map<String, List<String>> parameters(
      ProviderSettings settings, AuthorizationRequest request) {
    try (ConfiguredProviders providers = providers(settings)) {
      return providers.authorize(request) instanceof Redirect redirect
          ? URLUtils.parseParameters(redirect.location().getRawQuery())
          : Map.of();
    }
  }

  @Nested
  class AnAuthorizationRequest {
    @Test
    void requestsACodeWithChallengeStateAndScopes() {
      CodeChallenge challenge =
          CodeChallenge.compute(
              CodeChallengeMethod.S256, new CodeVerifier(Fixtures.VERIFIER.reveal()));
      assertThat(parameters(Fixtures.dropbox(server), request(null, false)))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "response_type", List.of("code"),
                  "client_id", List.of(Fixtures.CLIENT),
                  "redirect_uri", List.of("https://clouds.example/auth/someone/callback"),
                  "scope", List.of("account_info.read files.metadata.read"),
                  "state", List.of("the-state"),
                  "code_challenge", List.of(challenge.getValue()),
                  "code_challenge_method", List.of("S256"),
                  "token_access_type", List.of("offline")));
      assertThat(server.calls()).isEmpty();
    }

    @Test
    void hasANonceIfThereIsAnIdToken() {
      assertThat(parameters(Fixtures.google(server), request(null, false)))
          .containsEntry("nonce", List.of(Fixtures.NONCE))
          .containsEntry("prompt", List.of("select_account"))
          .doesNotContainKey("login_hint");
    }

    @Test
    void requestsConsentOnlyIfForced() {
      assertThat(parameters(Fixtures.google(server), request("ana+1@gmail.example", true)))
          .containsEntry("prompt", List.of("consent"))
          .containsEntry("login_hint", List.of("ana+1@gmail.example"));
    }
  }

  @Nested
  class TheIssuerOfAResponse {
    private IssuerCheck check(ProviderSettings settings, @Nullable String issuer) {
      try (ConfiguredProviders providers = providers(settings)) {
        return providers.checkIssuer(PROVIDER, issuer);
      }
    }

    @Test
    void mayBeAbsentButMustNotDiffer() {
      assertThat(check(Fixtures.google(server), null)).isEqualTo(IssuerCheck.ACCEPTED);
      assertThat(check(Fixtures.google(server), "https://accounts.google.example"))
          .isEqualTo(IssuerCheck.ACCEPTED);
      assertThat(check(Fixtures.google(server), "https://accounts.google.example/"))
          .isEqualTo(IssuerCheck.REFUSED);
      assertThat(check(Fixtures.google(server), "")).isEqualTo(IssuerCheck.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"common", "{tenantid}", "", "9188040d-6c67-4c5b-b112-36a304b66da", "x/y"})
    void mustNameATenantIfTheIssuerIsATemplate(String tenant) {
      assertThat(check(Fixtures.onedrive(server), "https://login.example/" + tenant + "/v2.0"))
          .isEqualTo(IssuerCheck.REFUSED);
      assertThat(
              check(
                  Fixtures.onedrive(server),
                  "https://login.example/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"))
          .isEqualTo(IssuerCheck.ACCEPTED);
    }

    @Test
    void isRequiredIfTheMetadataAnnouncesIt() {
      serveMetadata(
          server.at("").toString(), ",\"authorization_response_iss_parameter_supported\":true");
      try (ConfiguredProviders providers =
          providers(Fixtures.discovered(server.at("").toString(), true))) {
        providers.authorize(request(null, false));
        assertThat(providers.checkIssuer(PROVIDER, null)).isEqualTo(IssuerCheck.REFUSED);
        assertThat(providers.checkIssuer(PROVIDER, server.at("").toString()))
            .isEqualTo(IssuerCheck.ACCEPTED);
      }
    }
  }

  @Nested
  class Metadata {
    private static final String PATH = "/.well-known/openid-configuration";

    @Test
    void fillsInWhatIsLeftOutAndIsReadOnce() {
      serveMetadata(server.at("").toString(), "");
      try (ConfiguredProviders providers =
          providers(Fixtures.discovered(server.at("").toString(), true))) {
        assertThat(providers.authorize(request(null, false))).isInstanceOf(Redirect.class);
        assertThat(providers.authorize(request(null, false))).isInstanceOf(Redirect.class);
      }
      assertThat(server.calls(PATH)).hasSize(1);
    }

    @Test
    void isRefusedIfItNamesAnotherIssuer() {
      serveMetadata("https://evil.example", "");
      try (ConfiguredProviders providers =
          providers(Fixtures.discovered(server.at("").toString(), true))) {
        assertThat(providers.authorize(request(null, false))).isEqualTo(new MetadataUnusable());
      }
      assertThat(reasons)
          .containsExactly("METADATA it names another issuer than the configured one");
    }

    @Test
    void delaysARefreshNoLongerThanItsCallerAllows() {
      server.on(PATH, server.hanging());
      try (ConfiguredProviders providers =
          providers(Fixtures.discovered(server.at("").toString(), true))) {
        Instant begun = Instant.now();
        RefreshVerdict verdict =
            providers.refresh(
                new RefreshRequest(
                    PROVIDER, null, new Secret("a-token"), Set.of(), null, Duration.ofMillis(200)));
        assertThat(verdict)
            .isEqualTo(new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, false));
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofMillis(1500));
      }
    }

    @Test
    void isRefusedIfAnEndpointIsNotHttps() {
      server.on(
          PATH,
          json(
              "{\"issuer\":\""
                  + server.at("")
                  + "\",\"authorization_endpoint\":\"https://a.example/a\","
                  + "\"token_endpoint\":\"http://169.254.169.254/token\",\"jwks_uri\":\"https://a.example/k\"}"));
      try (ConfiguredProviders providers =
          providers(Fixtures.discovered(server.at("").toString(), true))) {
        assertThat(providers.authorize(request(null, false))).isEqualTo(new MetadataUnusable());
      }
    }

    @Test
    void isReadAtMostTwiceWhileItIsUnavailable() {
      server.on(PATH, status(503));
      try (ConfiguredProviders providers =
          providers(Fixtures.discovered(server.at("").toString(), true))) {
        for (int i = 0; i < 5; i++) {
          assertThat(providers.authorize(request(null, false)))
              .isEqualTo(new MetadataUnavailable());
        }
      }
      assertThat(server.calls(PATH)).hasSize(2);
    }
  }

  private void serveMetadata(String issuer, String more) {
    server.on(
        "/.well-known/openid-configuration",
        json(
            "{\"issuer\":\""
                + issuer
                + "\",\"authorization_endpoint\":\""
                + server.at("/authorize")
                + "\",\"token_endpoint\":\""
                + server.at("/token")
                + "\",\"jwks_uri\":\""
                + server.at("/keys")
                + "\""
                + more
                + "}"));
  }

  @Nested
  class TheShippedProviders {
    private static final Path FILE =
        Path.of("..", "bootstrap", "src", "main", "resources", "providers.yaml");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private Map<String, ProviderSettings> shipped() throws IOException {
      return bound(new FileSystemResource(FILE));
    }

    private static Map<String, ProviderSettings> bound(Resource resource) throws IOException {
      var sources = new YamlPropertySourceLoader().load("providers", resource);
      return new Binder(ConfigurationPropertySources.from(sources))
          .bind("cloud-aggregator.providers", Bindable.mapOf(String.class, ProviderSettings.class))
          .get();
    }

    @Test
    void containNoClientAndNoSecretNotEvenAPlaceholder() throws IOException {
      List<String> names =
          new YamlPropertySourceLoader()
              .load("providers", new FileSystemResource(FILE)).stream()
                  .flatMap(
                      source ->
                          Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
                  .toList();

      assertThat(names)
          .hasSizeGreaterThan(50)
          .noneMatch(
              name ->
                  name.matches(".*\\.(client-?id|client-?secret|clientId|clientSecret|password)"));
      assertThat(shipped().values())
          .allMatch(one -> one.clientId() == null && one.clientSecret() == null);
    }

    @Test
    void canBeExtendedByTheGuidesExample() throws IOException {
      Matcher example =
          EXAMPLE.matcher(Files.readString(Path.of("..", "docs", "providers", "adding.md")));
      assertThat(example.find()).isTrue();

      Map<String, ProviderSettings> bound =
          bound(new ByteArrayResource(example.group(1).getBytes(StandardCharsets.UTF_8)));

      assertThat(bound).containsOnlyKeys("acmedrive");
      ProviderSettings acme = bound.values().iterator().next();
      assertThat(acme.hasIdToken()).isTrue();
      assertThat(acme.clientAuthentication()).isEqualTo(ClientAuthentication.CLIENT_SECRET_BASIC);
      assertThat(acme.authorizationParameters())
          .containsEntry("audience", "acme-files")
          .containsEntry("prompt", "consent");
      assertThat(acme.accountIdPointer()).isEqualTo("/acme/account/id");
      assertThat(acme.revocationMethod()).isEqualTo(Revocation.ENDPOINT);
      assertThat(acme.refreshTokenGrace()).hasSeconds(30);
    }

    @Test
    void areBoundInTheirOrderAndNotConfigured() throws IOException {
      var settings = Fixtures.settings(shipped());
      var strict =
          new OAuthSettings(
              settings.publicUrl(),
              settings.providers(),
              settings.vaultKeys(),
              settings.transferKeys(),
              settings.flowKeys(),
              null,
              false);
      try (ConfiguredProviders providers =
          new ConfiguredProviders(strict, refusal -> {}, Fixtures.CLOCK)) {
        assertThat(providers.all())
            .extracting(ProviderProfile::displayName)
            .containsExactly("OneDrive", "Google Drive", "Dropbox", "Box");
        assertThat(providers.all())
            .noneMatch(ProviderProfile::configured)
            .allMatch(ProviderProfile::offlineAccess);
      }
    }

    @Test
    void nameEveryAddressSoThatNoMetadataIsRead() throws IOException {
      assertThat(shipped().values())
          .allMatch(settings -> Endpoints.configured(settings).isPresent());
    }
  }

  @Test
  void refusesAnAddressThatIsNotHttps() {
    OAuthSettings strict =
        new OAuthSettings(
            Fixtures.PUBLIC_URL,
            Map.of("someone", Fixtures.dropbox(server)),
            Fixtures.ring("v"),
            Fixtures.ring("t"),
            Fixtures.ring("f"),
            null,
            false);
    assertThatThrownBy(() -> new ConfiguredProviders(strict, refusal -> {}, Fixtures.CLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("someone");
  }

  @Test
  void printsNoSecret() {
    OAuthSettings settings = Fixtures.settings(Map.of("someone", Fixtures.dropbox(server)));
    assertThat(settings.toString()).doesNotContain("our-secret").contains("Key[vault]");
  }
}
