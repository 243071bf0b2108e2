package com.cloudaggregator.web.operator.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.verification.Criterion;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts for operators are complete in both languages. */
class VerificationTextsTest {

  @ParameterizedTest
  @ValueSource(strings = {"ops.properties", "ops_es.properties"})
  void haveASentenceAndARemedyForExactlyTheCriteria(String file) throws IOException {
    Properties texts = read(file);

    assertThat(
            texts.stringPropertyNames().stream()
                .filter(key -> key.endsWith(".sentence") || key.endsWith(".remedy")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Criterion.values())
                .map(criterion -> "ops." + criterion.name().toLowerCase(Locale.ROOT))
                .flatMap(key -> Stream.of(key + ".sentence", key + ".remedy"))
                .toList());
    assertThat(texts.values())
        .allSatisfy(text -> assertThat(text.toString()).isNotBlank().doesNotContain("{"));
  }

  @Test
  void areAllTranslated() throws IOException {
    Properties english = read("ops.properties");
    Properties spanish = read("ops_es.properties");

    assertThat(spanish.keySet()).isEqualTo(english.keySet());
    assertThat(
            english.stringPropertyNames().stream()
                .filter(key -> Objects.equals(english.get(key), spanish.get(key))))
        .as("the same in both languages: only the loan word")
        .containsExactly("ops.nav.webhooks");
  }

  private static Properties read(String file) throws IOException {
    var texts = new Properties();
    try (var in =
        Objects.requireNonNull(VerificationTextsTest.class.getResourceAsStream("/" + file))) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
