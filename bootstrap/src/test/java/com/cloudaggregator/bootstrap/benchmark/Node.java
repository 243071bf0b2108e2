package com.cloudaggregator.bootstrap.benchmark;

import com.cloudaggregator.application.CurrentTrace;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.oauth.KeyRing;
import com.cloudaggregator.oauth.OAuthAdapter;
import com.cloudaggregator.oauth.OAuthSettings;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.SymmetricKey;
import com.cloudaggregator.persistence.PersistenceAdapter;
import com.cloudaggregator.persistence.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The persistence adapter and the vault of one node, wired as in the program, with its own
 * connection pool and without a web server.
 */
public final class Node implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private Node(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * @param vaultKeys key ids, the active one first
   */
  public static Node start(TestDatabase.Database database, String... vaultKeys) {
    KeyRing other = new KeyRing(List.of(key("other")));
    var settings =
        new OAuthSettings(
            URI.create("https://app.example"),
            Map.of(),
            new KeyRing(Arrays.stream(vaultKeys).map(Node::key).toList()),
            other,
            other,
            null,
            false);
    return new Node(
        new SpringApplicationBuilder(Wiring.class)
            .web(WebApplicationType.NONE)
            .logStartupInfo(false)
            .properties(
                Map.of(
                    "spring.datasource.url",
                    database.url(),
                    "spring.datasource.username",
                    database.appUser(),
                    "spring.datasource.password",
                    database.appPassword(),
                    "spring.datasource.hikari.maximum-pool-size",
                    "10",
                    "spring.datasource.hikari.connection-timeout",
                    "2000",
                    "spring.liquibase.user",
                    database.ownerUser(),
                    "spring.liquibase.password",
                    database.ownerPassword(),
                    "spring.jpa.hibernate.ddl-auto",
                    "none",
                    "spring.main.banner-mode",
                    "off",
                    "logging.level.root",
                    "WARN"))
            .initializers(
                starting -> starting.getBeanFactory().registerSingleton("oauthSettings", settings))
            .run());
  }

  /** The same key as a property value. */
  public static String setting(String id) {
    return id + ":" + Base64.getEncoder().encodeToString(bytes(id));
  }

  private static byte[] bytes(String id) {
    return Arrays.copyOf(id.getBytes(StandardCharsets.US_ASCII), 32);
  }

  /** A test key whose bytes are its id. */
  private static SymmetricKey key(String id) {
    return new SymmetricKey(id, bytes(id));
  }

  public <T> T the(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    LiquibaseAutoConfiguration.class,
    HibernateJpaAutoConfiguration.class,
    TransactionAutoConfiguration.class
  })
  @Import({PersistenceAdapter.class, OAuthAdapter.class})
  static class Wiring {
    private static final AtomicLong IDS = new AtomicLong(0x0191_0000_0000_7000L);

    @Bean
    IdGenerator idGenerator() {
      return () -> new UUID(IDS.incrementAndGet(), 0x8000_0000_0000_0001L);
    }

    @Bean
    CurrentTrace currentTrace() {
      return () -> "-";
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    SecureRandom random() {
      return new SecureRandom();
    }

    @Bean
    RefusalReporter refusalReporter() {
      return refusal -> {};
    }

    /** The timeouts of the program. */
    @Bean
    PersistenceAdapter.Settings persistenceSettings() {
      return new PersistenceAdapter.Settings(
          TestDatabase.APP_USER,
          Duration.ofMillis(800),
          Duration.ofSeconds(1),
          Duration.ofHours(8),
          Duration.ofHours(12));
    }
  }
}
