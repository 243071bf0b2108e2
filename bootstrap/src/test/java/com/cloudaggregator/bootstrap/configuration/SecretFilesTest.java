package com.cloudaggregator.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SecretFilesTest {
  private static final String SECRET = "a secret of the identity provider's own";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {SECRET, SECRET + "\n", SECRET + "\r\n", "\uFEFF" + SECRET + "\r\n"})
  void readsFilesWithAByteOrderMarkOrATrailingNewline(String content) throws IOException {
    var environment = environment(Map.of("CLOUDAGGREGATOR_USERS_SECRET_FILE", file(content)));
    assertThat(SettingsBinder.bind(environment).users().secret())
        .isNotNull()
        .satisfies(secret -> assertThat(secret.reveal()).isEqualTo(SECRET));
  }

  @Test
  void reportsAnUnreadableFileOnceWithItsVariable() {
    String file = directory.resolve("missing").toString();
    assertThat(lines(Map.of("CLOUDAGGREGATOR_USERS_SECRET_FILE", file)))
        .singleElement()
        .asString()
        .startsWith(
            "cloud-aggregator.users.secret (environment variable CLOUDAGGREGATOR_USERS_SECRET_FILE): The file"
                + " cannot be read");
  }

  @Test
  void reportsTheFileVariableForAnInvalidValue() throws IOException {
    assertThat(lines(Map.of("CLOUDAGGREGATOR_USERS_SECRET_FILE", file("too-short"))))
        .singleElement()
        .asString()
        .contains("(environment variable CLOUDAGGREGATOR_USERS_SECRET_FILE): The secret is shorter")
        .doesNotContain("too-short");
  }

  @Test
  void namesTheRightVariableForAMisspeltOneWithAFile() throws IOException {
    var variables =
        Map.<String, Object>of(
            "CLOUDAGGREGATOR_USERS_SECRET_FILE",
            file(SECRET),
            "CLOUDAGGREGATOR_PROVIDERS_ACMEDRIVE_CLIENT_SECRET_FILE",
            "/run/secrets/acmedrive");
    assertThat(lines(variables))
        .containsExactly(
            "cloud-aggregator.providers.acmedrive.client.secret.file (environment variable"
                + " CLOUDAGGREGATOR_PROVIDERS_ACMEDRIVE_CLIENT_SECRET_FILE): There is no such variable. Did you mean"
                + " CLOUDAGGREGATOR_PROVIDERS_ACMEDRIVE_CLIENTSECRET_FILE? Otherwise remove it.");
  }

  @Test
  void readsAFileForOneElementOfAList() throws IOException {
    var variables = new HashMap<String, Object>();
    variables.put("CLOUDAGGREGATOR_USERS_SECRET_FILE", file(SECRET));
    Path key = directory.resolve("key");
    variables.put(
        "CLOUDAGGREGATOR_KEYS_FLOW_0_FILE",
        Files.writeString(key, "f9:" + SettingsFixture.key(9)).toString());
    assertThat(SettingsBinder.bind(environment(variables)).keys().flow())
        .singleElement()
        .satisfies(flow -> assertThat(flow.id()).isEqualTo("f9"));
  }

  @Test
  void rejectsAPropertySetByVariableAndByFile() throws IOException {
    assertThat(
            lines(
                Map.of(
                    "CLOUDAGGREGATOR_USERS_SECRET",
                    SECRET,
                    "CLOUDAGGREGATOR_USERS_SECRET_FILE",
                    file(SECRET))))
        .singleElement()
        .asString()
        .contains("are both set");
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("secret"), content).toString();
  }

  private static List<String> lines(Map<String, Object> variables) {
    return catchThrowableOfType(
            ConfigurationException.class, () -> SettingsBinder.bind(environment(variables)))
        .lines();
  }

  /** The complete configuration without the users' secret, and the given environment variables. */
  private static ConfigurableEnvironment environment(Map<String, Object> variables) {
    var configuration = SettingsFixture.complete();
    configuration.remove("cloud-aggregator.users.secret");
    var environment =
        new StandardEnvironment() {
          @Override
          public Map<String, Object> getSystemEnvironment() {
            return variables;
          }
        };
    environment.getPropertySources().addLast(new MapPropertySource("configuration", configuration));
    new SecretFiles().postProcessEnvironment(environment, new SpringApplication());
    return environment;
  }
}
