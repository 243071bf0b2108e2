package com.cloudaggregator.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The size of the assets, and the completeness of the texts in both languages. */
class PageAssetsTest {
  private static final int KILOBYTE = 1024;
  private static final Pattern PLACE = Pattern.compile("\\{(\\d)");

  @Test
  void theScriptIsSmallStoresNothingAndCreatesNoMarkup() throws IOException {
    String script = text("static/assets/app.js");

    assertThat(script.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(14 * KILOBYTE);
    assertThat(script)
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
        .doesNotContain(
            "localStorage", "sessionStorage", "indexedDB", "document.cookie", "console.");
    assertThat(script.indexOf("history.replaceState")).isLessThan(script.indexOf("document."));
  }

  @Test
  void theAccountsPageStaysLight() throws IOException {
    int fixed =
        bytes("static/assets/app.js")
            + bytes("static/assets/app.css")
            + bytes("static/assets/icon.svg");
    InMemoryPagePorts shelf = new InMemoryPagePorts();
    shelf.connected("onedrive", "ana.perez@outlook.com");
    shelf.moved("dropbox", "ana•••@perez.example");
    String page =
        new Site(shelf)
            .page(
                "light",
                "/app?error=ownership_conflict&provider=onedrive",
                InMemoryPagePorts.ANA.value(),
                "es");

    assertThat(fixed + page.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(60 * KILOBYTE);
  }

  @Test
  void bothLanguagesHaveTheSameKeysAndPlaceholders() throws IOException {
    Properties english = messages("messages.properties");
    Properties spanish = messages("messages_es.properties");

    assertThat(new TreeSet<>(spanish.stringPropertyNames()))
        .isEqualTo(new TreeSet<>(english.stringPropertyNames()));
    for (String key : english.stringPropertyNames()) {
      assertThat(placeholders(spanish.getProperty(key)))
          .as(key)
          .isEqualTo(placeholders(english.getProperty(key)));
      assertThat(spanish.getProperty(key)).as(key).isNotBlank();
    }
  }

  /** In a {@link MessageFormat}, an ASCII apostrophe quotes the text that follows it. */
  @ParameterizedTest
  @ValueSource(strings = {"messages.properties", "messages_es.properties"})
  void everyTextIsAMessageFormat(String file) throws IOException {
    Properties texts = messages(file);

    for (String key : texts.stringPropertyNames()) {
      assertThat(texts.getProperty(key)).as(key).doesNotContain("'");
      assertThat(new MessageFormat(texts.getProperty(key), Locale.ENGLISH)).as(key).isNotNull();
    }
  }

  private static String placeholders(String text) {
    return PLACE
        .matcher(text)
        .results()
        .map(place -> place.group(1))
        .distinct()
        .sorted()
        .collect(Collectors.joining());
  }

  private static Properties messages(String file) throws IOException {
    Properties texts = new Properties();
    try (InputStreamReader reader = new InputStreamReader(open(file), StandardCharsets.UTF_8)) {
      texts.load(reader);
    }
    return texts;
  }

  private static String text(String file) throws IOException {
    try (InputStream in = open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int bytes(String file) throws IOException {
    return text(file).getBytes(StandardCharsets.UTF_8).length;
  }

  private static InputStream open(String file) {
    InputStream in = PageAssetsTest.class.getClassLoader().getResourceAsStream(file);
    assertThat(in).as(file).isNotNull();
    return in;
  }
}
