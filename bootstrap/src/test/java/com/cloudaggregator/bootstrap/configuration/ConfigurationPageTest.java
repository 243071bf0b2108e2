package com.cloudaggregator.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code docs/configuration.md} is made of the metadata that editors read, and the metadata has each property that the
 * program knows, with the default that it takes. {@code -DwriteDocs=true} writes the page.
 */
class ConfigurationPageTest {
  private static final String PREFIX = "cloud-aggregator.";
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final Path METADATA =
      Path.of("src", "main", "resources", "META-INF", "additional-spring-configuration-metadata.json");

  private static List<JsonNode> properties() throws IOException {
    return JsonMapper.builder().build().readTree(Files.readString(METADATA)).get("properties").valueStream().toList();
  }

  @Test
  void theMetadataDescribesEveryPropertyAndNoOther() throws IOException {
    assertThat(properties().stream().map(property -> property.get("name").asString()))
        .as("describe a new property in " + METADATA.getFileName() + " and run this test with -DwriteDocs=true")
        .containsExactlyInAnyOrderElementsOf(Stream.concat(
                UnknownProperties.NAMES.stream().map(name -> PREFIX + name),
                UnknownProperties.PROVIDER_NAMES.stream().map(name -> PREFIX + "providers.*." + name))
            .toList());
  }

  /** Said or left out, a default is the same. */
  @Test
  void itsDefaultsAreTheProgramsOwn() throws IOException {
    var said = SettingsReaderTest.complete();
    for (JsonNode property : properties()) {
      String name = property.get("name").asString();
      if (property.has("defaultValue") && !name.startsWith(PREFIX + "sign-in.") && !name.startsWith(PREFIX + "users.jwks")) {
        said.putIfAbsent(name, property.get("defaultValue").asString());
      }
    }
    assertThat(SettingsReaderTest.read(said)).hasToString(SettingsReaderTest.read(SettingsReaderTest.complete()).toString());
  }

  @Test
  void thePageIsMadeOfIt() throws IOException {
    String page = page();
    if (Boolean.getBoolean("writeDocs")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("run this test with -DwriteDocs=true").isEqualTo(page);
  }

  private static String page() throws IOException {
    var page = new StringBuilder("""
        # Configuration

        Each property can stand in a Spring configuration file, on the command line as `--name=value`, or in the environment;
        each secret in a file, too, whose name is in the variable with `_FILE` behind it, or by Spring's `configtree:`. A list
        takes commas, or `[0]`, `[1]` (in the environment `_0`, `_1`). Everything is checked at the start, all problems in
        one report; a name that is not known is a problem. `--check-config` does only that, writes nothing, and ends with 0 or 1.

        This page is generated from the metadata that editors read
        (`bootstrap/src/main/resources/META-INF/additional-spring-configuration-metadata.json`), and the build fails when they differ.

        | property, environment | type | default | what it is |
        | --- | --- | --- | --- |
        """);
    for (JsonNode property : properties()) {
      String name = property.get("name").asString();
      String type = property.get("type").asString();
      page.append("| `").append(name.replace("*", "<id>")).append("`<br>`")
          .append(variable(name)).append("` | ").append(simple(type))
          .append(" | ").append(property.has("defaultValue") ? "`" + property.get("defaultValue").asString() + "`" : "")
          .append(" | ").append(property.get("description").asString().replace("<", "&lt;"))
          .append(" |\n");
    }
    return page.append("""

        Spring's own: `spring.datasource.url`, `.username`, `.password` (PostgreSQL, with a role that has DML alone),
        `spring.liquibase.user`, `.password` (a role of its own for migrations), `server.port` (8080),
        `management.server.port` (8081). What the four known providers are given stands in `providers.yaml`; how to register
        at each: [OneDrive](providers/onedrive.md), [Google Drive](providers/googledrive.md), [Dropbox](providers/dropbox.md),
        [Box](providers/box.md).
        """).toString();
  }

  private static String variable(String name) {
    return Problem.environmentVariable(name.replace("*", "ID"));
  }

  private static String simple(String type) {
    return Stream.of(type.split("(?=[<,>])")).limit(1)
        .map(full -> full.substring(full.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
