package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.bootstrap.program.IdentityServer;
import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The pages of a visitor without a session, with a production configuration and the host's sign-in.
 */
class HostPagesIT {
  private static final String LOGO =
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><circle cx="16" cy="16" r="14"/></svg>
      """;

  @TempDir static Path images;

  private static IdentityServer identity;
  private static TestDatabase.Database database;
  private static ConfigurableApplicationContext program;
  private static String base;

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(images.resolve("logo.svg"), LOGO);
    identity = new IdentityServer();
    database = TestDatabase.migratedDatabase();
    program =
        CloudAggregator.application()
            .run(
                "--server.port=0",
                "--management.server.port=0",
                "--cloud-aggregator.public-url=https://api.example.com",
                "--cloud-aggregator.users.mode=hs256",
                "--cloud-aggregator.users.secret=the-users-secret-of-a-test-of-40-bytes!!",
                "--cloud-aggregator.allow-insecure-loopback=true", // for the identity provider of
                // the test
                "--cloud-aggregator.sign-in.name=Contoso",
                "--cloud-aggregator.sign-in.issuer=" + identity.issuer(),
                "--cloud-aggregator.sign-in.client-id=" + IdentityServer.CLIENT,
                "--cloud-aggregator.sign-in.client-secret=" + IdentityServer.SECRET,
                "--cloud-aggregator.branding.accent-color=#7a1f5c",
                "--cloud-aggregator.branding.directory=" + images,
                "--cloud-aggregator.branding.support=mailto:help@contoso.example",
                "--cloud-aggregator.branding.help-url=https://contoso.example/help",
                "--cloud-aggregator.branding.privacy-url=https://contoso.example/privacy",
                "--cloud-aggregator.providers.onedrive.client-id=our-client",
                "--cloud-aggregator.providers.onedrive.client-secret=our-client-secret-of-the-tests",
                "--cloud-aggregator.keys.vault=v1:" + key('v'),
                "--cloud-aggregator.keys.transfer=t1:" + key('t'),
                "--cloud-aggregator.keys.flow=f1:" + key('f'),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.appUser(),
                "--spring.datasource.password=" + database.appPassword(),
                "--spring.liquibase.user=" + database.ownerUser(),
                "--spring.liquibase.password=" + database.ownerPassword());
    base = "http://localhost:" + program.getEnvironment().getRequiredProperty("local.server.port");
  }

  @AfterAll
  static void stop() {
    if (program != null) {
      program.close();
    }
    identity.close();
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "en, Sign in, Sign in with Contoso",
    "es, Iniciar sesión, Iniciar sesión con Contoso"
  })
  void hostPagesLeadToTheSignInAndAreAccessible(String language, String first, String second) {
    try (var browser = new Chromium(language)) {
      browser.driver().get(base + "/");
      assertThat(browser.see(".hero .primary").getText()).isEqualTo(first);
      assertThat(browser.isThere(".banner")).as("no mention of the demo").isFalse();
      assertHostsLook(browser);
      assertThat(new PageCheck(browser, language).at("home-host")).isEmpty();

      browser.press(".hero .primary");
      assertThat(browser.see("#sign-in").getText()).isEqualTo(second);
      assertThat(browser.isThere(".people form")).as("no demo user to choose").isFalse();
    }
  }

  private static void assertHostsLook(Chromium browser) {
    assertThat(browser.see(".brand img").getRect().getWidth()).as("the logo is shown").isPositive();
    assertThat(browser.see(".hero .primary").getCssValue("background-color"))
        .isEqualTo("rgba(122, 31, 92, 1)");
    assertThat(browser.driver().findElements(By.cssSelector(".foot a[rel=noreferrer]")))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly(
            "https://contoso.example/help",
            "mailto:help@contoso.example",
            "https://contoso.example/privacy");
  }

  /** A key of 32 equal letters, which is obviously not a real one. */
  private static String key(char letter) {
    return Base64.getEncoder()
        .encodeToString(String.valueOf(letter).repeat(32).getBytes(StandardCharsets.US_ASCII));
  }
}
