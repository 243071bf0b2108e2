package com.cloudaggregator.bootstrap.demo.database;

import java.nio.file.Path;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * The embedded PostgreSQL, used unless another database is configured. As in production, the
 * program connects with a role that cannot change the schema, and Liquibase as the schema owner.
 * The pool depends on these beans, so it is closed before the server stops.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(DemoDatabase.NoneConfigured.class)
public class DemoDatabase {

  /** Matches if neither a JDBC URL nor an external database is configured. */
  static final class NoneConfigured implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      Environment environment = context.getEnvironment();
      return !StringUtils.hasText(environment.getProperty("spring.datasource.url"))
          && !"external".equalsIgnoreCase(environment.getProperty("cloud-aggregator.database"));
    }
  }

  @Bean(destroyMethod = "close")
  DemoPostgres demoPostgres(Environment environment) {
    String configured = environment.getProperty("cloud-aggregator.demo.data-directory");
    return DemoPostgres.start(
        StringUtils.hasText(configured)
            ? Path.of(configured)
            : Path.of(System.getProperty("user.home"), ".cloud-aggregator", "demo-postgres"));
  }

  @Bean
  JdbcConnectionDetails demoRuntimeConnection(DemoPostgres postgres) {
    return new RuntimeConnection(postgres.jdbcUrl());
  }

  @Bean
  LiquibaseConnectionDetails demoMigrationConnection(DemoPostgres postgres) {
    return new MigrationConnection(postgres.jdbcUrl());
  }

  private record RuntimeConnection(String jdbcUrl) implements JdbcConnectionDetails {
    @Override
    public String getUsername() {
      return DemoPostgres.RUNTIME_ROLE;
    }

    @Override
    public String getPassword() {
      return DemoPostgres.PASSWORD;
    }

    @Override
    public String getJdbcUrl() {
      return jdbcUrl;
    }
  }

  private record MigrationConnection(String jdbcUrl) implements LiquibaseConnectionDetails {
    @Override
    public String getUsername() {
      return DemoPostgres.OWNER_ROLE;
    }

    @Override
    public String getPassword() {
      return DemoPostgres.PASSWORD;
    }

    @Override
    public String getJdbcUrl() {
      return jdbcUrl;
    }
  }
}
