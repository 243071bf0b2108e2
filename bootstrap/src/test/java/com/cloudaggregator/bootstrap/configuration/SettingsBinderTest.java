package com.cloudaggregator.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.Revocation;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsBinderTest {

  @Test
  void readsACompleteConfiguration() {
    Settings settings = read(complete());
    assertThat(settings.publicUrl()).hasToString("https://cloud.example");
    assertThat(settings.frontendUrl()).isEqualTo(settings.publicUrl());
    assertThat(settings.providers()).containsOnlyKeys("dropbox");
    assertThat(settings.keys().vault()).extracting(Settings.Key::id).containsExactly("v2", "v1");
    assertThat(settings.transfer().maxPerAccount()).isEqualTo(3);
    assertThat(settings.verification().retention()).isEqualTo(Duration.ofDays(90));
  }

  @Test
  void reportsAllMissingPropertiesAtOnce() {
    assertThat(properties(problems(Map.of())))
        .containsExactlyInAnyOrder(
            "cloud-aggregator.public-url",
            "cloud-aggregator.users.mode",
            "cloud-aggregator.keys.vault",
            "cloud-aggregator.keys.transfer",
            "cloud-aggregator.keys.flow",
            "spring.datasource.url");
  }

  @ParameterizedTest
  @CsvSource({
    "branding.accent-color, red",
    "branding.accent-color, #ffcc00",
    "branding.directory, no-such-directory",
    "branding.support, javascript:alert(1)",
    "branding.help-url, http://help.example",
    "branding.privacy-url, privacy",
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
  void rejectsAnInvalidValue(String property, String value) {
    var configuration = complete();
    configuration.put("cloud-aggregator." + property, value);
    assertThat(problems(configuration))
        .isNotEmpty()
        .noneSatisfy(problem -> assertThat(problem.text()).contains("too-short"));
  }

  @ParameterizedTest
  @CsvSource({
    "jwks-uri, https://dropbox.example/keys, jwks-uri",
    "scopes, openid files.read, id-token",
    "storage-uri, https://dropbox.example/space, storage-uri",
    "storage-used-pointer, /used, storage-used-pointer",
    "storage-total-pointer, /total, storage-total-pointer"
  })
  void refusesASettingWithoutEffect(String property, String value, String reported) {
    var configuration = complete();
    configuration.put("cloud-aggregator.providers.dropbox.id-token", "false");
    configuration.put("cloud-aggregator.providers.dropbox." + property, value);

    assertThat(problems(configuration))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.property())
                    .isEqualTo("cloud-aggregator.providers.dropbox." + reported));
  }

  @Test
  void usesWhatIsConfigured() {
    var configuration = complete();
    String acme = "cloud-aggregator.providers.acme.";
    configuration.put(acme + "display-name", "Acme");
    configuration.put(acme + "client-id", "our-client");
    configuration.put(acme + "client-secret", "our-secret-at-acme");
    configuration.put(acme + "authorization-uri", "https://acme.example/authorize");
    configuration.put(acme + "token-uri", "https://acme.example/token");
    configuration.put(acme + "user-info-uri", "https://acme.example/me");
    configuration.put(acme + "account-id-pointer", "/id");
    assertThat(settingsOf("acme", configuration).hasIdToken()).isFalse();
    assertThat(settingsOf("acme", configuration).revocationMethod()).isEqualTo(Revocation.NONE);

    configuration.put(acme + "revocation-uri", "https://acme.example/revoke");
    configuration.put(acme + "issuer", "https://acme.example");
    configuration.put(acme + "jwks-uri", "https://acme.example/keys");
    assertThat(settingsOf("acme", configuration).hasIdToken()).isTrue();
    assertThat(settingsOf("acme", configuration).revocationMethod()).isEqualTo(Revocation.ENDPOINT);

    configuration.put(acme + "id-token", "false");
    configuration.put(acme + "revocation", "none");
    configuration.remove(acme + "jwks-uri");
    assertThat(settingsOf("acme", configuration).hasIdToken()).isFalse();
    assertThat(settingsOf("acme", configuration).revocationMethod()).isEqualTo(Revocation.NONE);
  }

  @Test
  void refusesTwoEntriesWithOneSourceOfAccountIds() {
    var configuration = complete();
    configuration.put("cloud-aggregator.providers.dropbox.account-id-pointer", "/account_id");
    String second = "cloud-aggregator.providers.dropboxteam.";
    configuration.put(second + "display-name", "Dropbox Team");
    configuration.put(second + "client-id", "another-client");
    configuration.put(second + "client-secret", "another-secret-at-dropbox");
    configuration.put(second + "authorization-uri", "https://www.dropbox.com/oauth2/authorize");
    configuration.put(second + "token-uri", "https://api.dropboxapi.com/oauth2/token");
    configuration.put(second + "user-info-uri", "https://DROPBOX.example:443/./me?again");
    configuration.put(second + "account-id-pointer", "/account_id");

    assertThat(problems(configuration))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.text()).contains("one account could have two owners"));

    configuration.put(second + "identity", "dropbox");
    assertThat(settingsOf("dropboxteam", configuration).identity()).isEqualTo("dropbox");

    configuration.put(second + "identity", "elsewhere");
    assertThat(problems(configuration)).isNotEmpty();

    configuration.remove(second + "identity");
    configuration.remove(second + "client-id");
    configuration.remove(second + "client-secret");
    assertThat(read(configuration).providers()).containsKey("dropboxteam");
  }

  @Test
  void refusesOneNameForTwoSourcesOfAccountIds() {
    var configuration = complete();
    String second = "cloud-aggregator.providers.acme.";
    configuration.put(second + "display-name", "Acme");
    configuration.put(second + "identity", "dropbox");
    configuration.put(second + "client-id", "another-client");
    configuration.put(second + "client-secret", "another-secret-at-acme");
    configuration.put(second + "authorization-uri", "https://acme.example/authorize");
    configuration.put(second + "token-uri", "https://acme.example/token");
    configuration.put(second + "user-info-uri", "https://acme.example/me");
    configuration.put(second + "account-id-pointer", "/id");

    assertThat(problems(configuration))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("another source"));
  }

  @Test
  void disablesProactiveRefreshByDefault() {
    var configuration = complete();
    assertThat(read(configuration).accessToken().refreshAhead()).isZero();
    configuration.put("cloud-aggregator.access-token.refresh-ahead", "10m");
    assertThat(read(configuration).accessToken().refreshAhead()).isEqualTo(Duration.ofMinutes(10));
    configuration.put("cloud-aggregator.access-token.min-validity", "10m");
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("at least 660s"));
  }

  @Test
  void readsTheSignInOfThePagesWithItsDefaults() {
    var configuration = complete();
    assertThat(read(configuration).signIn()).isNull();
    configuration.put("cloud-aggregator.sign-in.issuer", "https://id.example/realm");
    configuration.put("cloud-aggregator.sign-in.client-id", "pages");
    configuration.put("cloud-aggregator.sign-in.client-secret", "a secret of the pages");
    assertThat(read(configuration).signIn())
        .isNotNull()
        .satisfies(
            signIn -> {
              assertThat(signIn.name()).isEqualTo("Cloud Aggregator");
              assertThat(signIn.scopes()).containsExactly("openid", "profile");
              assertThat(signIn.userIdClaim()).isEqualTo("sub");
              assertThat(signIn.roleClaims()).containsExactly("role", "roles");
            });
    configuration.put("cloud-aggregator.sign-in.scopes", "profile");
    assertThat(properties(problems(configuration)))
        .containsExactly("cloud-aggregator.sign-in.scopes");
  }

  @ParameterizedTest
  @CsvSource({
    "spring.mail.host=mail.example, cloud-aggregator.mail.from",
    "cloud-aggregator.mail.from=cloud@host.example, spring.mail.host",
    "spring.mail.host=mail.example cloud-aggregator.mail.from=Cloud, cloud-aggregator.mail.from",
    "spring.mail.host=mail.example cloud-aggregator.mail.from=a@b.example spring.mail.username=u, spring.mail.password",
    "spring.mail.host=mail.example cloud-aggregator.mail.from=a@b.example spring.mail.password=p, spring.mail.username"
  })
  void reportsWhichHalfOfTheMailServerIsMissing(String set, String missing) {
    var configuration = complete();
    for (String property : set.split(" ")) {
      configuration.put(property.split("=")[0], property.split("=")[1]);
    }

    assertThat(properties(problems(configuration))).containsExactly(missing);
  }

  @Test
  void readsACompleteMailServer() {
    var configuration = complete();
    configuration.put("spring.mail.host", "mail.example");
    configuration.put("spring.mail.username", "u");
    configuration.put("spring.mail.password", "p");
    configuration.put("cloud-aggregator.mail.from", "cloud@host.example");

    assertThat(read(configuration).mail().from()).isEqualTo("cloud@host.example");
  }

  @Test
  void reportsWhichHalfOfAProviderIsMissing() {
    var configuration = complete();
    configuration.remove("cloud-aggregator.providers.dropbox.client-secret");
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.text())
                  .startsWith(
                      "Provider 'dropbox' is half configured: a client id is set but no client secret. Set the client secret");
              assertThat(problem.environmentVariable())
                  .isEqualTo("CLOUDAGGREGATOR_PROVIDERS_DROPBOX_CLIENTSECRET");
            });
  }

  @Test
  void rejectsASecretForAPublicClient() {
    var configuration = complete();
    configuration.put("cloud-aggregator.providers.dropbox.client-authentication", "none");
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.property())
                  .isEqualTo("cloud-aggregator.providers.dropbox.client-secret");
              assertThat(problem.text())
                  .contains("a public client")
                  .doesNotContain("a secret of dropbox");
            });
    configuration.remove("cloud-aggregator.providers.dropbox.client-secret");
    assertThat(read(configuration).providers()).containsOnlyKeys("dropbox");
    configuration.put(
        "cloud-aggregator.providers.dropbox.client-authentication", "client_secret_basic");
    assertThat(properties(problems(configuration)))
        .containsExactly("cloud-aggregator.providers.dropbox.client-secret");
  }

  @Test
  void requiresEndpointsForATemplatedIssuer() {
    var configuration = complete();
    configuration.put("cloud-aggregator.providers.acme.client-id", "id");
    configuration.put("cloud-aggregator.providers.acme.client-secret", "a secret of acme");
    configuration.put(
        "cloud-aggregator.providers.acme.issuer", "https://login.example/{tenantid}/v2.0");
    assertThat(properties(problems(configuration)))
        .contains(
            "cloud-aggregator.providers.acme.authorization-uri",
            "cloud-aggregator.providers.acme.token-uri");
  }

  @Test
  void rejectsOneSecretForTwoPurposes() {
    var configuration = complete();
    configuration.put("cloud-aggregator.keys.flow", "f1:" + key(1));
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.text()).contains("is also cloud-aggregator.keys.vault[0]"));
  }

  @Test
  void rejectsTheUsersSecretAsAKeyInTextOrBase64() {
    var configuration = complete();
    configuration.put("cloud-aggregator.users.secret", key(1));
    assertThat(problems(configuration)).isNotEmpty();
  }

  @Test
  void rejectsAKeyOfTheWrongLengthWithoutPrintingIt() {
    var configuration = complete();
    String shortKey = Base64.getEncoder().encodeToString(new byte[31]);
    configuration.put("cloud-aggregator.keys.transfer", "t1:" + shortKey);
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.property()).isEqualTo("cloud-aggregator.keys.transfer[0]");
              assertThat(problem.toString()).doesNotContain(shortKey);
            });
  }

  @Test
  void rejectsTwoKeysWithTheSameId() {
    var configuration = complete();
    configuration.put("cloud-aggregator.keys.flow", "f1:" + key(4) + ",f1:" + key(7));
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("same id"));
  }

  @Test
  void rejectsDemoSecretsOutsideTheDemo() {
    var configuration = complete();
    configuration.put("cloud-aggregator.users.secret", "demo-users-secret-everybody-knows-it");
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("of the demo"));
  }

  @Test
  void suggestsANameForAMisspeltProperty() {
    var configuration = complete();
    configuration.put("cloud-aggregator.frontent-url", "https://app.example");
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.text()).contains("Did you mean cloud-aggregator.frontend-url?"));
  }

  @Test
  void readsEnvironmentVariables() {
    var environment = SettingsFixture.environment(complete());
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                    "CLOUDAGGREGATOR_FRONTENDURL", "https://app.cloud.example",
                    "CLOUDAGGREGATOR_PROVIDERS_BOX_CLIENTID", "id",
                    "CLOUDAGGREGATOR_PROVIDERS_BOX_CLIENTSECRET", "secret of box",
                    "CLOUDAGGREGATOR_PROVIDERS_BOX_ISSUER", "https://box.example",
                    "CLOUDAGGREGATOR_WEBHOOK_SECRET_FILE", "/run/secrets/webhook")));
    Settings settings = SettingsBinder.bind(environment);
    assertThat(settings.frontendUrl()).hasToString("https://app.cloud.example");
    assertThat(settings.corsOrigins()).containsExactly("https://app.cloud.example");
    assertThat(settings.providers()).containsKey("box");
  }

  @Test
  void rejectsAProviderIdWithADashInAVariableToo() {
    var environment = SettingsFixture.environment(complete());
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of("CLOUDAGGREGATOR_PROVIDERS_ACME-DRIVE_ISSUER", "https://id.acme.example")));
    assertThat(
            catchThrowableOfType(
                    ConfigurationException.class, () -> SettingsBinder.bind(environment))
                .lines())
        .singleElement()
        .asString()
        .contains("'acme-drive' is not a provider id");
  }

  @Test
  void acceptsSeveralWebhookSecrets() {
    var configuration = complete();
    configuration.put("cloud-aggregator.webhook.url", "https://hook.example/in");
    configuration.put(
        "cloud-aggregator.webhook.secret",
        "whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz, whsec_b2xkLXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz");
    var webhook = read(configuration).webhook();
    assertThat(webhook.secret())
        .extracting(secret -> secret.reveal())
        .containsExactly(
            "whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz",
            "whsec_b2xkLXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz");
    assertThat(webhook.toString()).doesNotContain("bmV3");
    configuration.put(
        "cloud-aggregator.webhook.secret",
        "whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz,whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz");
    assertThat(catchThrowableOfType(ConfigurationException.class, () -> read(configuration)))
        .isNotNull();
  }

  @Test
  void reportsAllProblemsWithoutAStackTrace() {
    var failure = catchThrowableOfType(ConfigurationException.class, () -> read(Map.of()));
    var report =
        java.util.Objects.requireNonNull(new ConfigurationFailureAnalyzer().analyze(failure));
    assertThat(report.getDescription().lines())
        .hasSize(6)
        .anySatisfy(line -> assertThat(line).startsWith(" 1. "))
        .anySatisfy(
            line ->
                assertThat(line)
                    .endsWith(
                        "cloud-aggregator.public-url (environment variable CLOUDAGGREGATOR_PUBLICURL): It is not set. Set it to"
                            + " the origin under which browsers reach this program."))
        .anySatisfy(line -> assertThat(line).contains("SPRING_DATASOURCE_URL"));
    assertThat(report.getAction()).contains("--check-config", "--spring.profiles.active=demo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgres://user:word-of-the-url@database.example/cloud", "database.example"})
  void requiresAPostgresqlJdbcUrl(String url) {
    var configuration = complete();
    configuration.put("spring.datasource.url", url);
    assertThat(problems(configuration))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.property()).isEqualTo("spring.datasource.url");
              assertThat(problem.text())
                  .startsWith("It must begin with jdbc:postgresql://")
                  .doesNotContain("word-of-the-url");
            });
  }

  @Test
  void keepsEscapedCharactersInAnAddress() {
    var configuration = complete();
    configuration.put("cloud-aggregator.webhook.url", "https://hook.example/in?code=a%3D%3D");
    configuration.put(
        "cloud-aggregator.webhook.secret", "whsec_bmV3LXdlYmhvb2stc2VjcmV0LW9mLXRlc3Rz");
    assertThat(read(configuration).webhook().url())
        .hasToString("https://hook.example/in?code=a%3D%3D");
  }

  @Test
  void treatsBlankValuesAsNotSet() {
    var configuration = complete();
    configuration.put("cloud-aggregator.app-name", " ");
    configuration.put("cloud-aggregator.state-ttl", "");
    configuration.put("cloud-aggregator.sign-in.issuer", "");
    configuration.put("cloud-aggregator.sign-in.client-secret", "");
    configuration.put("cloud-aggregator.providers.dropbox.client-id", "");
    configuration.put("cloud-aggregator.providers.dropbox.client-secret", "");
    assertThat(read(configuration))
        .satisfies(
            settings -> {
              assertThat(settings.appName()).isEqualTo("Cloud Aggregator");
              assertThat(settings.stateTtl()).isEqualTo(Duration.ofMinutes(10));
              assertThat(settings.signIn()).isNull();
              assertThat(settings.providers().values())
                  .singleElement()
                  .satisfies(dropbox -> assertThat(dropbox.configured()).isFalse());
            });
  }

  @Test
  void printsNoSecret() {
    assertThat(read(complete()).toString()).doesNotContain("a secret of", key(1));
  }

  private static String key(int seed) {
    return SettingsFixture.key(seed);
  }

  private static Map<String, Object> complete() {
    return SettingsFixture.complete();
  }

  private static Settings read(Map<String, Object> configuration) {
    return SettingsFixture.read(configuration);
  }

  private static ProviderSettings settingsOf(String provider, Map<String, Object> configuration) {
    return Objects.requireNonNull(read(configuration).providers().get(provider));
  }

  private static List<ConfigurationProblem> problems(Map<String, Object> configuration) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(configuration)).problems();
  }

  private static List<String> properties(List<ConfigurationProblem> problems) {
    return problems.stream().map(ConfigurationProblem::property).toList();
  }
}
