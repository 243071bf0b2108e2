package com.cloudaggregator.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code docs/configuration.md} is generated from the configuration metadata, which describes each
 * property with its default. {@code -DwriteDocs=true} writes the page.
 */
class ConfigurationPageTest {
  private static final String PREFIX = "cloud-aggregator.";
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  /**
   * The properties of all modules. The map of providers is described by the properties of its
   * values.
   */
  private static List<JsonNode> properties() throws IOException {
    var properties = new ArrayList<JsonNode>();
    for (URL file :
        Collections.list(ConfigurationPageTest.class.getClassLoader().getResources(METADATA))) {
      try (InputStream json = file.openStream()) {
        JsonMapper.builder()
            .build()
            .readTree(json)
            .get("properties")
            .valueStream()
            .filter(property -> property.get("name").asString().startsWith(PREFIX))
            .filter(property -> !property.get("name").asString().equals(PREFIX + "providers"))
            .forEach(properties::add);
      }
    }
    properties.sort(
        Comparator.comparing(
            property -> KnownProperties.names().indexOf(property.get("name").asString())));
    return properties;
  }

  @Test
  void metadataDescribesExactlyTheKnownProperties() throws IOException {
    assertThat(properties().stream().map(property -> property.get("name").asString()))
        .containsExactlyInAnyOrderElementsOf(KnownProperties.names());
    assertThat(properties())
        .as(
            "describe a new property by @param in Settings or ProviderSettings, and run this test with"
                + " -DwriteDocs=true")
        .allSatisfy(
            property ->
                assertThat(property.path("description").asString(""))
                    .as(property.get("name").asString())
                    .endsWith("."));
  }

  /**
   * A property that is set to its documented default has the same effect as one that is not set.
   */
  @Test
  void metadataHasTheDefaultsOfTheProgram() throws IOException {
    var said = SettingsFixture.complete();
    for (JsonNode property : properties()) {
      String name = property.get("name").asString();
      if (property.has("defaultValue")
          && !name.startsWith(PREFIX + "sign-in.")
          && !name.startsWith(PREFIX + "providers.")) {
        said.putIfAbsent(name, defaultValue(property));
      }
    }
    assertThat(SettingsFixture.read(said))
        .hasToString(SettingsFixture.read(SettingsFixture.complete()).toString());
  }

  @Test
  void pageIsGeneratedFromTheMetadata() throws IOException {
    String page = page();
    if (Boolean.getBoolean("writeDocs")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("run this test with -DwriteDocs=true").isEqualTo(page);
  }

  private static String page() throws IOException {
    var page =
        new StringBuilder(
            """
        # Configuration

        Set a property in a Spring configuration file, on the command line as `--name=value`, or in the environment. A secret
        can also come from a file: name the file in the variable with `_FILE` at its end, or use Spring's `configtree:`. The
        elements of a list are separated by commas, or set as `[0]`, `[1]` (in the environment `_0`, `_1`). The program checks
        all properties at the start and reports all problems at once; an unknown name is a problem. With `--check-config` it
        does only that, writes nothing, and exits with 0 or 1.

        This page is generated from the Javadoc of `Settings` and `ProviderSettings`, like the metadata that editors read. The
        build fails if they differ.

        | property, environment | type | default | description |
        | --- | --- | --- | --- |
        """);
    for (JsonNode property : properties()) {
      String name = property.get("name").asString();
      String type = property.get("type").asString();
      page.append("| `")
          .append(name.replace("*", "<id>"))
          .append("`<br>`")
          .append(variable(name))
          .append("` | ")
          .append(simple(type))
          .append(" | ")
          .append(property.has("defaultValue") ? "`" + defaultValue(property) + "`" : "")
          .append(" | ")
          .append(property.get("description").asString().replace("<", "&lt;"))
          .append(" |\n");
    }
    return page.append(
            """

        Properties of Spring: `spring.datasource.url`, `.username`, `.password` (PostgreSQL, with a role that has only DML
        rights), `spring.liquibase.user`, `.password` (a separate role for migrations), `server.port` (8080),
        `management.server.port` (8081). The settings of the four known providers are in `providers.yaml`. How to register at
        each of them: [OneDrive](providers/onedrive.md), [Google Drive](providers/googledrive.md), [Dropbox](providers/dropbox.md),
        [Box](providers/box.md).
        """)
        .toString();
  }

  private static String defaultValue(JsonNode property) {
    JsonNode value = property.get("defaultValue");
    return value.isArray()
        ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
        : value.asString();
  }

  private static String variable(String name) {
    return ConfigurationProblem.environmentVariable(name.replace("*", "ID"));
  }

  private static String simple(String type) {
    return Stream.of(type.split("(?=[<,>])"))
        .limit(1)
        .map(full -> full.substring(full.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
