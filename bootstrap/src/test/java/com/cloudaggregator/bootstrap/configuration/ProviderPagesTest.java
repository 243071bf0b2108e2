package com.cloudaggregator.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The provider pages of the documentation match the configuration of the providers. */
class ProviderPagesTest {
  /** The guide for adding a provider. */
  private static final String GUIDE = "adding.md";

  private static final Path PAGES = Path.of("..", "docs", "providers");
  private static final Pattern SCOPE =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| .+ \\| (yes|no) \\|$");

  static Stream<Map.Entry<String, Map<String, Object>>> providers() throws IOException {
    Map<String, Map<String, Map<String, Map<String, Object>>>> file =
        new Yaml().load(Files.readString(Path.of("src", "main", "resources", "providers.yaml")));
    return Objects.requireNonNull(
        Objects.requireNonNull(file.get("cloud-aggregator")).get("providers"))
        .entrySet()
        .stream();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void haveTheScopesAndTheRedirectUriOfTheConfiguration(
      Map.Entry<String, Map<String, Object>> provider) throws IOException {
    String id = provider.getKey();
    String page = Files.readString(PAGES.resolve(id + ".md"));
    List<Matcher> rows = SCOPE.matcher(page).results().map(row -> match(row.group())).toList();

    assertThat(rows).extracting(row -> row.group(1)).isEqualTo(provider.getValue().get("scopes"));
    assertThat(rows.stream().filter(row -> row.group(2).equals("yes")).map(row -> row.group(1)))
        .isEqualTo(provider.getValue().get("required-scopes"));
    assertThat(page)
        .contains(
            "`<public-url>/auth/" + id + "/callback`",
            "`" + provider.getValue().get("account-id-pointer") + "`",
            ConfigurationProblem.environmentVariable(
                    "cloud-aggregator.providers." + id + ".client-id")
                + "=",
            ConfigurationProblem.environmentVariable(
                    "cloud-aggregator.providers." + id + ".client-secret")
                + "_FILE=");
  }

  private static Matcher match(String row) {
    Matcher matcher = SCOPE.matcher(row);
    assertThat(matcher.matches()).isTrue();
    return matcher;
  }

  @Test
  void existForExactlyTheConfiguredProviders() throws IOException {
    try (Stream<Path> pages = Files.list(PAGES)) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Stream.of(GUIDE), providers().map(provider -> provider.getKey() + ".md"))
                  .toList());
    }
  }
}
