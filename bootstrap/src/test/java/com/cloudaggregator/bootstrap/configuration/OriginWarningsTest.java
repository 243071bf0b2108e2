package com.cloudaggregator.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginWarningsTest {

  @ParameterizedTest
  @CsvSource({
    "https://cloud.example, https://cloud.example, ''",
    "https://cloud.example, https://cloud.example:443, ''",
    "https://api.cloud.example, https://app.cloud.example, ''",
    "https://api.cloud.example, https://app.cloud.example, https://app.cloud.example:443",
    "https://cloud.example, https://app.cloud.example, 'https://app.cloud.example,https://admin.cloud.example:8443'",
    "http://localhost:8080, http://localhost:5173, ''"
  })
  void doesNotWarnAboutMatchingOrigins(String publicUrl, String frontendUrl, String allowed) {
    assertThat(warnings(publicUrl, frontendUrl, allowed)).isEmpty();
  }

  @Test
  void warnsAboutAFrontendThatIsNotAllowed() {
    assertThat(
            warnings(
                "https://api.cloud.example",
                "https://app.cloud.example",
                "https://admin.cloud.example"))
        .containsExactly(
            "cloud-aggregator.frontend-url (https://app.cloud.example) has a different origin from"
                + " cloud-aggregator.public-url and is not in cloud-aggregator.cors.allowed-origins: calls from its pages are"
                + " refused. Add it there");
  }

  @Test
  void warnsAboutAnHttpOriginWithAnHttpsPublicUrl() {
    assertThat(warnings("https://cloud.example", "https://cloud.example", "http://localhost:5173"))
        .containsExactly(
            "cloud-aggregator.cors.allowed-origins (http://localhost:5173) is http, but"
                + " cloud-aggregator.public-url is https: browsers send no cookies with its calls, so connections started"
                + " there fail");
  }

  @Test
  void warnsOnceAboutEachOriginOfAnotherSite() {
    assertThat(
            warnings(
                "https://api.cloud.example",
                "https://shop.example",
                "https://shop.example,https://cloud.test"))
        .containsExactly(
            "cloud-aggregator.cors.allowed-origins (https://shop.example) is on a different site from cloud-aggregator.public-url"
                + " (https://api.cloud.example): browsers send no cookies with its calls, so connections started there"
                + " fail",
            "cloud-aggregator.cors.allowed-origins (https://cloud.test) is on a different site from cloud-aggregator.public-url"
                + " (https://api.cloud.example): browsers send no cookies with its calls, so connections started there"
                + " fail");
  }

  @Test
  void warnsAboutAFrontendOnAnotherSite() {
    assertThat(warnings("https://cloud.example", "https://cloud.test", ""))
        .singleElement()
        .asString()
        .startsWith(
            "cloud-aggregator.cors.allowed-origins (https://cloud.test) is on a different site from");
  }

  private static List<String> warnings(String publicUrl, String frontendUrl, String allowed) {
    var properties = SettingsFixture.complete();
    properties.put("cloud-aggregator.public-url", publicUrl);
    properties.put("cloud-aggregator.frontend-url", frontendUrl);
    properties.put("cloud-aggregator.cors.allowed-origins", allowed);
    properties.put("cloud-aggregator.allow-insecure-loopback", "true");
    return OriginWarnings.of(SettingsFixture.read(properties));
  }
}
