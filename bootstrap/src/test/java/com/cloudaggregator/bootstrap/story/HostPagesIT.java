package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.bootstrap.program.IdentityServer;
import com.cloudaggregator.persistence.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody sees who is not signed in where the demo is off and the host has a sign-in: configured as in production. */
class HostPagesIT {
  private static IdentityServer identity;
  private static TestDatabase.Database database;
  private static ConfigurableApplicationContext program;
  private static String base;

  @BeforeAll
  static void start() {
    identity = new IdentityServer();
    database = TestDatabase.freshDatabase();
    program = CloudAggregator.application().run(
        "--server.port=0",
        "--management.server.port=0",
        "--cloud-aggregator.public-url=https://api.example.com",
        "--cloud-aggregator.users.mode=hs256",
        "--cloud-aggregator.users.secret=the-users-secret-of-a-test-of-40-bytes!!",
        "--cloud-aggregator.allow-insecure-loopback=true", // for the identity provider of the test
        "--cloud-aggregator.sign-in.name=Contoso",
        "--cloud-aggregator.sign-in.issuer=" + identity.issuer(),
        "--cloud-aggregator.sign-in.client-id=" + IdentityServer.CLIENT,
        "--cloud-aggregator.sign-in.client-secret=" + IdentityServer.SECRET,
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
  @CsvSource({"en, Sign in, Sign in with Contoso", "es, Iniciar sesión, Iniciar sesión con Contoso"})
  void leadFromTheFirstOneToTheHostsSignInAndKeepNobodyOut(String language, String first, String second) {
    try (var browser = new Chromium(language)) {
      browser.driver().get(base + "/");
      assertThat(browser.see(".hero .primary").getText()).isEqualTo(first);
      assertThat(browser.isThere(".banner")).as("nothing is said of a demo").isFalse();
      assertThat(new Look(browser, language).at("home-host")).isEmpty();

      browser.press(".hero .primary");
      assertThat(browser.see("#sign-in").getText()).isEqualTo(second);
      assertThat(browser.isThere(".people form")).as("there is nobody to choose").isFalse();
    }
  }

  /** 32 times one letter: a key of the right length that nobody takes for a real one. */
  private static String key(char letter) {
    return Base64.getEncoder().encodeToString(String.valueOf(letter).repeat(32).getBytes(StandardCharsets.US_ASCII));
  }
}
