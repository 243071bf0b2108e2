package com.cloudaggregator.bootstrap;

import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.configuration.Settings.Database;
import com.cloudaggregator.persistence.PersistenceAdapter;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What each adapter is told, out of what the operator configured. */
@Configuration(proxyBeanMethods = false)
class AdapterSettings {
  /** The runtime role of the demo's embedded database. */
  private static final String DEMO_ROLE = "cloud_aggregator_app";

  /** With two seconds for a connection these keep every answer of the database within three seconds. */
  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(800);

  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(1);

  @Bean
  PersistenceAdapter.Settings persistenceSettings(Settings settings, Environment environment) {
    String role = settings.database() == Database.EMBEDDED
        ? DEMO_ROLE
        : environment.getRequiredProperty("spring.datasource.username");
    return new PersistenceAdapter.Settings(role, LOCK_TIMEOUT, STATEMENT_TIMEOUT);
  }
}
