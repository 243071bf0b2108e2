package com.cloudaggregator.persistence;

import com.cloudaggregator.application.CurrentTrace;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.connect.AuthorizationStates;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.notice.Notices;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.persistence.TestDatabase.Database;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * The adapter as Spring Boot configures it, on its own database, with separate roles and validated
 * mappings.
 */
public final class TestStore implements AutoCloseable {
  static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

  /** One for each caller of a race, however slow the machine is. */
  public static final int CONNECTIONS = Race.RUNNERS;

  /** The key that transfer tokens are signed with. */
  static final String SIGNING_KEY = "t1";

  /** Trace id of the current thread. */
  static final ThreadLocal<String> TRACE = ThreadLocal.withInitial(() -> "-");

  private final Database database;
  private final ConfigurableApplicationContext context;

  private TestStore(Database database, ConfigurableApplicationContext context) {
    this.database = database;
    this.context = context;
  }

  public static TestStore open(Class<?>... additional) {
    return open(TestVault.usual(), additional);
  }

  public static TestStore open(Vault vault, Class<?>... additional) {
    return openOn(TestDatabase.migratedDatabase(), vault, additional);
  }

  /** Starts the adapter on this database, which is dropped with the store. */
  public static TestStore openOn(Database database, Vault vault, Class<?>... additional) {
    return new TestStore(database, start(database, vault, Map.of(), additional));
  }

  /**
   * Starts the adapter on a database that may exist already.
   *
   * @param properties an empty value removes a property
   */
  public static ConfigurableApplicationContext start(
      Database database, Vault vault, Map<String, String> properties, Class<?>... additional) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "spring.datasource.url", database.url(),
                "spring.datasource.username", database.appUser(),
                "spring.datasource.password", database.appPassword(),
                "spring.datasource.hikari.maximum-pool-size", String.valueOf(CONNECTIONS),
                "spring.datasource.hikari.connection-timeout", "2000",
                "spring.liquibase.user", database.ownerUser(),
                "spring.liquibase.password", database.ownerPassword(),
                "spring.jpa.hibernate.ddl-auto", "validate",
                "spring.main.banner-mode", "off"));
    all.put("logging.level.root", "WARN");
    all.put("logging.level.org.hibernate.orm.jdbc.error", "OFF");
    all.put("logging.level.org.hibernate.engine.jdbc.spi.SqlExceptionHelper", "OFF");
    all.putAll(properties);
    all.values().removeIf(""::equals);
    return new SpringApplicationBuilder(Program.class)
        .sources(additional)
        .web(WebApplicationType.NONE)
        .logStartupInfo(false)
        .properties(all)
        .initializers(c -> c.getBeanFactory().registerSingleton("vault", vault))
        .run();
  }

  public CloudAccounts accounts() {
    return context.getBean(CloudAccounts.class);
  }

  TransferRequests requests() {
    return context.getBean(TransferRequests.class);
  }

  AuthorizationStates states() {
    return context.getBean(AuthorizationStates.class);
  }

  Notices notices() {
    return context.getBean(Notices.class);
  }

  VerificationRecord verification() {
    return context.getBean(VerificationRecord.class);
  }

  Vault vault() {
    return context.getBean(Vault.class);
  }

  StoredSecrets secrets() {
    return context.getBean(StoredSecrets.class);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  <T> Map<String, T> beans(Class<T> type) {
    return context.getBeansOfType(type);
  }

  public Database database() {
    return database;
  }

  /** Runs SQL as a superuser. */
  public void execute(String sql) {
    try {
      database.asAdministrator(session -> session.execute(sql));
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public long count(String sql) {
    return Long.parseLong(text(sql));
  }

  /** The first column of the first row. */
  public String text(String sql) {
    try {
      return database.asAdministrator(
          session -> {
            try (ResultSet rows = session.executeQuery(sql)) {
              if (!rows.next()) {
                throw new IllegalStateException("No row: " + sql);
              }
              return String.valueOf(rows.getString(1));
            }
          });
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    context.close();
    database.close();
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(PersistenceAdapter.class)
  static class Program {
    private static final AtomicLong IDS = new AtomicLong(0x0190_0000_0000_7000L);

    @Bean
    IdGenerator idGenerator() {
      return () -> new UUID(IDS.incrementAndGet(), 0x8000_0000_0000_0001L);
    }

    /** The ring of the test's vault. */
    @Bean
    @Primary
    KeyRings keyRings(Vault vault) {
      KeyRings.KeyIds ring = new KeyRings.KeyIds(List.of(SIGNING_KEY));
      return new KeyRings() {
        @Override
        public KeyIds vault() {
          return switch (vault) {
            case KeyRings rings -> rings.vault();
            case TestVault single -> new KeyIds(List.of(single.keyId()));
            default -> throw new IllegalStateException("A vault of a test names its keys");
          };
        }

        @Override
        public KeyIds transfer() {
          return ring;
        }

        @Override
        public KeyIds flow() {
          return ring;
        }
      };
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    CurrentTrace currentTrace() {
      return TRACE::get;
    }

    @Bean
    PersistenceAdapter.Settings persistenceSettings() {
      return new PersistenceAdapter.Settings(
          TestDatabase.APP_USER,
          LOCK_TIMEOUT,
          Duration.ofSeconds(2),
          Duration.ofHours(8),
          Duration.ofHours(12));
    }
  }
}
