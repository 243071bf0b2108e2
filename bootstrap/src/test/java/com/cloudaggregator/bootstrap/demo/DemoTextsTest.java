package com.cloudaggregator.bootstrap.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.demo.provider.Fault;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each message file has a complete Spanish translation, and the demo's have all texts of its panel.
 */
class DemoTextsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d+");

  @ParameterizedTest
  @ValueSource(strings = {"demo", "messages", "errors", "api", "ops", "mail"})
  void translatesEveryMessage(String file) throws IOException {
    Properties english = read("/" + file + ".properties");
    Properties spanish = read("/" + file + "_es.properties");

    assertThat(english).isNotEmpty();
    assertThat(spanish.keySet()).isEqualTo(english.keySet());
    assertThat(spanish.values()).allSatisfy(text -> assertThat(text.toString()).isNotBlank());
    assertThat(english.stringPropertyNames())
        .allSatisfy(
            key ->
                assertThat(places(spanish, key))
                    .as("what %s is filled with", key)
                    .isEqualTo(places(english, key)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/demo.properties", "/demo_es.properties"})
  void haveTextsForEveryFaultAndAction(String file) throws IOException {
    Properties texts = read(file);

    assertThat(texts.stringPropertyNames())
        .containsAll(
            Arrays.stream(Fault.values())
                .map(fault -> "demo.fault." + fault.name().toLowerCase(Locale.ROOT))
                .toList());
    assertThat(
            texts.stringPropertyNames().stream()
                .filter(key -> key.matches("demo\\.(?:scene|action)\\.[a-z_]+"))
                .map(key -> key + ".text"))
        .isNotEmpty()
        .allSatisfy(key -> assertThat(texts).containsKey(key));
  }

  /**
   * In a text with placeholders a straight apostrophe starts a quotation (MessageFormat), so texts
   * use typographic apostrophes.
   */
  @Test
  void haveNoApostropheThatDisablesAPlaceholder() throws IOException {
    for (String file :
        List.of(
            "/demo.properties", "/demo_es.properties", "/mail.properties", "/mail_es.properties")) {
      assertThat(read(file).values()).noneMatch(text -> text.toString().contains("'"));
    }
  }

  private static List<String> places(Properties texts, String key) {
    return PLACE
        .matcher(texts.getProperty(key))
        .results()
        .map(MatchResult::group)
        .distinct()
        .sorted()
        .toList();
  }

  private static Properties read(String file) throws IOException {
    var texts = new Properties();
    try (var in = Objects.requireNonNull(DemoTextsTest.class.getResourceAsStream(file))) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
