package com.cloudaggregator.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTextsTest {

  @ParameterizedTest
  @ValueSource(strings = {"errors.properties", "errors_es.properties"})
  void haveFourPartsForExactlyTheCodes(String file) throws IOException {
    Properties texts = read(file);

    assertThat(texts.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values())
                .flatMap(
                    code ->
                        List.of("title", "detail", "why", "next").stream()
                            .map(part -> "error." + code.code() + "." + part))
                .toList());
    assertThat(texts.values()).allSatisfy(text -> assertThat(text.toString()).isNotBlank());
  }

  @ParameterizedTest
  @CsvSource({"errors.properties,errors_es.properties", "api.properties,api_es.properties"})
  void areAllTranslated(String english, String spanish) throws IOException {
    Properties here = read(english);
    Properties there = read(spanish);

    assertThat(there.keySet()).isEqualTo(here.keySet());
    assertThat(
            here.stringPropertyNames().stream()
                .filter(key -> Objects.equals(here.get(key), there.get(key)))
                .collect(Collectors.toSet()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "errors.properties",
        "errors_es.properties",
        "api.properties",
        "api_es.properties"
      })
  void haveNoPlaceholders(String file) throws IOException {
    assertThat(read(file).values()).noneMatch(text -> text.toString().contains("{"));
  }

  /**
   * The texts on a page say what happened, that nothing was changed and what to do, without terms
   * for developers.
   */
  @ParameterizedTest
  @CsvSource({
    "messages.properties, Nothing was changed.",
    "messages_es.properties, No se ha cambiado nada."
  })
  void haveTextsForPagesWithoutTermsForDevelopers(String file, String reassurance)
      throws IOException {
    Properties texts = read(file);

    assertThat(texts.stringPropertyNames().stream().filter(key -> key.startsWith("page.")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    ErrorCode.MALFORMED_REQUEST,
                    ErrorCode.VALIDATION_FAILED,
                    ErrorCode.METHOD_NOT_ALLOWED,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    ErrorCode.PAYLOAD_TOO_LARGE)
                .flatMap(
                    code ->
                        Stream.of("title", "detail", "next")
                            .map(part -> "page." + code.code() + "." + part))
                .toList())
        .allSatisfy(
            key ->
                assertThat(texts.getProperty(key))
                    .doesNotContainPattern(
                        "(?i)JSON|HTTP|Content-Type|header|cabecera|method|método|\\{|'"));
    assertThat(
            texts.stringPropertyNames().stream().filter(key -> key.matches("page\\..*\\.detail")))
        .allSatisfy(key -> assertThat(texts.getProperty(key)).contains(reassurance));
  }

  private static Properties read(String file) throws IOException {
    var texts = new Properties();
    try (var in = Objects.requireNonNull(ErrorTextsTest.class.getResourceAsStream("/" + file))) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
