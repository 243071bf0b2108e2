package com.cloudaggregator.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

class SettingsReaderTest {

  @Test
  void readsACompleteConfiguration() {
    Settings settings = read(complete());
    assertThat(settings.publicUrl()).hasToString("https://cloud.example");
    assertThat(settings.frontendUrl()).isEqualTo(settings.publicUrl());
    assertThat(settings.providers()).containsExactly("dropbox");
    assertThat(settings.keys().vault()).extracting(Settings.Key::id).containsExactly("v2", "v1");
    assertThat(settings.transfer().maxPerAccount()).isEqualTo(3);
    assertThat(settings.verificationRetention()).isEqualTo(Duration.ofDays(90));
  }

  @Test
  void namesEverythingThatIsMissingAtOnce() {
    assertThat(properties(problems(Map.of()))).containsExactlyInAnyOrder(
        "cloud-aggregator.public-url", "cloud-aggregator.users.mode", "cloud-aggregator.keys.vault",
        "cloud-aggregator.keys.transfer", "cloud-aggregator.keys.flow", "spring.datasource.url");
  }

  @ParameterizedTest
  @CsvSource({
    "public-url, http://cloud.example",
    "public-url, http://localhost:8080",
    "public-url, https://cloud.example/path",
    "public-url, cloud.example",
    "frontend-url, javascript:alert(1)",
    "cors.allowed-origins[0], *",
    "users.mode, none",
    "users.secret, too-short",
    "users.clock-skew, 61s",
    "access-token.refresh-ahead, 2m",
    "access-token.refresh-ahead, 61m",
    "users.jwks-uri, https://id.example/keys",
    "sign-in.issuer, https://id.example",
    "sign-in.client-id, pages",
    "state-ttl, 1500ms",
    "state-ttl, soon",
    "transfer.token-ttl, 11m",
    "transfer.max-per-account, 0",
    "limits.starts-per-minute, many",
    "database, embedded",
    "webhook.url, https://hook.example",
    "webhook.retention, 6d",
    "providers.dropbox.revocation, perhaps",
    "providers.dropbox.client-authentication, private_key_jwt",
    "providers.dropbox.token-uri, http://api.example/token",
    "logging.identifiers, partly",
    "jobs.takeover, 3s",
    "revocation.delay, 25h",
    "providers.dropbox.permissions-pages[0], javascript:alert(1)",
    "verification.retention, 23h",
    "verification.retention, for ever",
  })
  void refusesAValueThatCannotHold(String property, String value) {
    var configuration = complete();
    configuration.put("cloud-aggregator." + property, value);
    assertThat(problems(configuration)).isNotEmpty().noneSatisfy(problem ->
        assertThat(problem.description() + problem.action()).contains("too-short"));
  }

  @Test
  void refreshesNothingAheadUnlessItIsWished() {
    var configuration = complete();
    assertThat(read(configuration).accessTokens().refreshAhead()).isZero();
    configuration.put("cloud-aggregator.access-token.refresh-ahead", "10m");
    assertThat(read(configuration).accessTokens().refreshAhead()).isEqualTo(Duration.ofMinutes(10));
    configuration.put("cloud-aggregator.access-token.min-validity", "10m");
    assertThat(problems(configuration)).singleElement()
        .satisfies(problem -> assertThat(problem.action()).contains("660s at least"));
  }

  @Test
  void readsTheSignInOfThePagesWithItsDefaults() {
    var configuration = complete();
    assertThat(read(configuration).signIn()).isEmpty();
    configuration.put("cloud-aggregator.sign-in.issuer", "https://id.example/realm");
    configuration.put("cloud-aggregator.sign-in.client-id", "pages");
    configuration.put("cloud-aggregator.sign-in.client-secret", "a secret of the pages");
    assertThat(read(configuration).signIn()).hasValueSatisfying(signIn -> {
      assertThat(signIn.name()).isEqualTo("Cloud Aggregator");
      assertThat(signIn.scopes()).containsExactly("openid", "profile");
      assertThat(signIn.userIdClaim()).isEqualTo("sub");
      assertThat(signIn.roleClaims()).containsExactly("role", "roles");
    });
    configuration.put("cloud-aggregator.sign-in.scopes", "profile");
    assertThat(properties(problems(configuration))).containsExactly("cloud-aggregator.sign-in.scopes");
  }

  @Test
  void saysWhichHalfOfAProviderIsMissing() {
    var configuration = complete();
    configuration.remove("cloud-aggregator.providers.dropbox.client-secret");
    assertThat(problems(configuration)).singleElement().satisfies(problem -> {
      assertThat(problem.description())
          .isEqualTo("Provider 'dropbox' is half configured: a client id is set but no client secret.");
      assertThat(problem.environmentVariable()).isEqualTo("CLOUDAGGREGATOR_PROVIDERS_DROPBOX_CLIENTSECRET");
    });
  }

  @Test
  void wantsNoSecretOfAPublicClientAndRefusesOne() {
    var configuration = complete();
    configuration.put("cloud-aggregator.providers.dropbox.client-authentication", "none");
    assertThat(problems(configuration)).singleElement().satisfies(problem -> {
      assertThat(problem.property()).isEqualTo("cloud-aggregator.providers.dropbox.client-secret");
      assertThat(problem.description()).contains("a public client").doesNotContain("a secret of dropbox");
    });
    configuration.remove("cloud-aggregator.providers.dropbox.client-secret");
    assertThat(read(configuration).providers()).containsExactly("dropbox");
    configuration.put("cloud-aggregator.providers.dropbox.client-authentication", "client_secret_basic");
    assertThat(properties(problems(configuration)))
        .containsExactly("cloud-aggregator.providers.dropbox.client-secret");
  }

  @Test
  void wantsTheAddressesThatATemplatedIssuerCannotName() {
    var configuration = complete();
    configuration.put("cloud-aggregator.providers.acme.client-id", "id");
    configuration.put("cloud-aggregator.providers.acme.client-secret", "a secret of acme");
    configuration.put("cloud-aggregator.providers.acme.issuer", "https://login.example/{tenantid}/v2.0");
    assertThat(properties(problems(configuration))).contains(
        "cloud-aggregator.providers.acme.authorization-uri", "cloud-aggregator.providers.acme.token-uri");
  }

  @Test
  void refusesOneSecretForTwoPurposes() {
    var configuration = complete();
    configuration.put("cloud-aggregator.keys.flow", "f1:" + key(1));
    assertThat(problems(configuration)).singleElement()
        .satisfies(problem -> assertThat(problem.description()).contains("is also cloud-aggregator.keys.vault[0]"));
  }

  @Test
  void refusesTheUsersSecretAsAKeyInEitherWriting() {
    var configuration = complete();
    configuration.put("cloud-aggregator.users.secret", key(1));
    assertThat(problems(configuration)).isNotEmpty();
  }

  @Test
  void refusesAKeyOfAnotherLengthAndNeverPrintsIt() {
    var configuration = complete();
    String shortKey = Base64.getEncoder().encodeToString(new byte[31]);
    configuration.put("cloud-aggregator.keys.transfer", "t1:" + shortKey);
    assertThat(problems(configuration)).singleElement().satisfies(problem -> {
      assertThat(problem.property()).isEqualTo("cloud-aggregator.keys.transfer[0]");
      assertThat(problem.toString()).doesNotContain(shortKey);
    });
  }

  @Test
  void refusesTwoKeysOfOneId() {
    var configuration = complete();
    configuration.put("cloud-aggregator.keys.flow", "f1:" + key(4) + ",f1:" + key(7));
    assertThat(problems(configuration)).singleElement()
        .satisfies(problem -> assertThat(problem.description()).contains("same id"));
  }

  @Test
  void refusesTheSecretsOfTheDemoOutsideIt() {
    var configuration = complete();
    configuration.put("cloud-aggregator.users.secret", "demo-users-secret-everybody-knows-it");
    assertThat(problems(configuration)).singleElement()
        .satisfies(problem -> assertThat(problem.description()).contains("of the demo"));
  }

  @Test
  void helpsWithAMisspeltName() {
    var configuration = complete();
    configuration.put("cloud-aggregator.frontent-url", "https://app.example");
    assertThat(problems(configuration)).singleElement()
        .satisfies(problem -> assertThat(problem.action()).contains("Did you mean cloud-aggregator.frontend-url?"));
  }

  @Test
  void readsEnvironmentVariables() {
    var environment = environment(complete());
    environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(
        "CLOUDAGGREGATOR_FRONTENDURL", "https://app.cloud.example",
        "CLOUDAGGREGATOR_PROVIDERS_BOX_CLIENTID", "id",
        "CLOUDAGGREGATOR_PROVIDERS_BOX_CLIENTSECRET", "secret of box",
        "CLOUDAGGREGATOR_PROVIDERS_BOX_ISSUER", "https://box.example",
        "CLOUDAGGREGATOR_WEBHOOK_SECRET_FILE", "/run/secrets/webhook")));
    Settings settings = new SettingsReader(environment, new ArrayList<>()).read();
    assertThat(settings.frontendUrl()).hasToString("https://app.cloud.example");
    assertThat(settings.corsOrigins()).containsExactly("https://app.cloud.example");
    assertThat(settings.providers()).contains("box");
  }

  @Test
  void takesSeveralWebhookSecretsWhileTheyChange() {
    var configuration = complete();
    configuration.put("cloud-aggregator.webhook.url", "https://hook.example/in");
    configuration.put("cloud-aggregator.webhook.secret",
        "whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz, whsec_b2xkLXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz");
    var webhook = read(configuration).webhook().orElseThrow();
    assertThat(webhook.secrets()).extracting(secret -> secret.reveal()).containsExactly(
        "whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz", "whsec_b2xkLXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz");
    assertThat(webhook.toString()).doesNotContain("bmV3");
    configuration.put("cloud-aggregator.webhook.secret",
        "whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz,whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz");
    assertThat(catchThrowableOfType(ConfigurationException.class, () -> read(configuration))).isNotNull();
  }

  @Test
  void reportsAllInOneWithoutAStackTrace() {
    var failure = catchThrowableOfType(ConfigurationException.class, () -> read(Map.of()));
    var report = java.util.Objects.requireNonNull(new ConfigurationFailureAnalyzer().analyze(failure));
    assertThat(report.getDescription()).contains(" 1. ", " 6. ");
    assertThat(report.getAction()).contains("CLOUDAGGREGATOR_PUBLICURL", "SPRING_DATASOURCE_URL", "--check-config",
        "--spring.profiles.active=demo");
  }

  private static String key(int seed) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) (seed + 200));
    return Base64.getEncoder().encodeToString(bytes);
  }

  static Map<String, Object> complete() {
    var configuration = new HashMap<String, Object>();
    configuration.put("cloud-aggregator.public-url", "https://cloud.example");
    configuration.put("cloud-aggregator.users.mode", "hs256");
    configuration.put("cloud-aggregator.users.secret", "a secret of the identity provider's own");
    configuration.put("cloud-aggregator.keys.vault", "v2:" + key(1) + ",v1:" + key(2));
    configuration.put("cloud-aggregator.keys.transfer", "t1:" + key(3));
    configuration.put("cloud-aggregator.keys.flow", "f1:" + key(4));
    configuration.put("cloud-aggregator.providers.dropbox.client-id", "id");
    configuration.put("cloud-aggregator.providers.dropbox.client-secret", "a secret of dropbox");
    configuration.put("cloud-aggregator.providers.dropbox.authorization-uri", "https://dropbox.example/authorize");
    configuration.put("cloud-aggregator.providers.dropbox.token-uri", "https://dropbox.example/token");
    configuration.put("cloud-aggregator.providers.dropbox.user-info-uri", "https://dropbox.example/me");
    configuration.put("spring.datasource.url", "jdbc:postgresql://database.example/cloud");
    configuration.put("spring.datasource.username", "cloud_aggregator_app");
    return configuration;
  }

  private static MockEnvironment environment(Map<String, Object> configuration) {
    var environment = new MockEnvironment();
    environment.getPropertySources().addLast(new MapPropertySource("configuration", configuration));
    return environment;
  }

  static Settings read(Map<String, Object> configuration) {
    return new SettingsReader(environment(configuration), new ArrayList<>()).read();
  }

  private static List<Problem> problems(Map<String, Object> configuration) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(configuration)).problems();
  }

  private static List<String> properties(List<Problem> problems) {
    return problems.stream().map(Problem::property).toList();
  }
}
