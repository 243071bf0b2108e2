package com.cloudaggregator.persistence;

import com.cloudaggregator.application.CurrentTrace;
import com.cloudaggregator.application.installation.InstalledDatabase;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.persistence.schema.InspectedDatabase;
import com.cloudaggregator.persistence.schema.MigrationSessions;
import com.cloudaggregator.persistence.schema.SessionGuard;
import com.cloudaggregator.persistence.transaction.ReadOnlyServer;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.Task;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.config.BootstrapMode;

/**
 * The persistence adapter: implements the ports of the application with Spring Data JPA on
 * PostgreSQL, and refuses to start on a database that does not enforce their rules. The beans are
 * components of the packages below this one; repositories are created when they are first used,
 * since the program needs none of them to start.
 *
 * <p>It needs a {@link Vault}, the {@link KeyRings}, an {@link IdGenerator}, the {@link
 * CurrentTrace}, a clock, {@link Settings}, and Spring Boot's auto-configuration of data source,
 * Liquibase and Hibernate. Also set {@code spring.jpa.hibernate.ddl-auto=none}, {@code
 * spring.jpa.open-in-view=false}, {@code spring.datasource.hikari.connection-timeout} to at most
 * 2000 (milliseconds), and the loggers {@code org.hibernate.orm.jdbc.error} and {@code
 * org.hibernate.engine.jdbc.spi.SqlExceptionHelper} to {@code OFF}: they log column values, and the
 * program writes its own line.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan(excludeFilters = @Filter(Configuration.class))
@EntityScan(basePackageClasses = PersistenceAdapter.class)
@EnableJpaRepositories(
    basePackageClasses = PersistenceAdapter.class,
    bootstrapMode = BootstrapMode.LAZY,
    enableDefaultTransactions = false)
public class PersistenceAdapter {

  /**
   * Settings of the database connections and of the sessions of the built-in pages.
   *
   * @param runtimeRole the role of the program, to which the changelog grants its rights
   * @param lockTimeout how long a statement waits for a row lock, in milliseconds
   * @param statementTimeout how long a statement may take, in milliseconds
   * @param sessionIdle how long a session of the built-in pages may be unused
   * @param sessionLifetime how long it lasts at most, however much it is used
   */
  public record Settings(
      String runtimeRole,
      Duration lockTimeout,
      Duration statementTimeout,
      Duration sessionIdle,
      Duration sessionLifetime) {
    private static final Pattern ROLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$-]{0,62}");

    public Settings {
      if (!ROLE.matcher(runtimeRole).matches()) {
        throw new IllegalArgumentException(
            "A role name must have 1 to 63 of A-Z a-z 0-9 _ . $ - and start with a letter or _");
      }
      if (lockTimeout.toMillis() < 1 || statementTimeout.toMillis() < 1) {
        throw new IllegalArgumentException("Timeouts must be at least one millisecond");
      }
    }

    /**
     * How long a connection waits for the server, in seconds. The server itself ends a statement
     * earlier, so a longer silence means that the connection is lost without being closed. In the
     * URL, {@code socketTimeout} takes precedence.
     */
    private String socketTimeout() {
      return String.valueOf(statementTimeout.plusMillis(999).toSeconds() + 1);
    }

    /** Set in the session of each new connection, which a pooler in session mode supports. */
    private String sessionSql() {
      return "SET default_transaction_isolation = 'read committed'; SET lock_timeout = "
          + lockTimeout.toMillis()
          + "; SET statement_timeout = "
          + statementTimeout.toMillis()
          + "; SET idle_in_transaction_session_timeout = "
          + lockTimeout.plus(statementTimeout).toMillis();
    }
  }

  /** Creates schedulers over the changelog's table. All schedulers on all nodes share its tasks. */
  public interface SharedSchedule {
    SchedulerBuilder of(List<Task<?>> tasks);
  }

  @Bean
  SharedSchedule sharedSchedule(DataSource database) {
    return tasks -> Scheduler.create(database, tasks);
  }

  /**
   * Data source and Liquibase are created by Spring Boot, which has no properties for these
   * settings.
   */
  @Bean
  static BeanPostProcessor databaseSettings(
      ObjectProvider<Settings> settings, ObjectProvider<Clock> clock) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
          pool.setConnectionInitSql(settings.getObject().sessionSql());
          pool.addDataSourceProperty("socketTimeout", settings.getObject().socketTimeout());
          pool.addDataSourceProperty("tcpKeepAlive", "true");
          pool.setExceptionOverride(new ReadOnlyServer(pool, clock.getObject()));
        }
        if (bean instanceof SpringLiquibase liquibase) {
          SessionGuard.require(liquibase.getDataSource());
          liquibase.setDataSource(new MigrationSessions(liquibase.getDataSource()));
          liquibase.setChangeLogParameters(
              Map.of("runtimeRole", settings.getObject().runtimeRole()));
        }
        return bean;
      }

      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof SpringLiquibase liquibase
            && liquibase.getDataSource() instanceof MigrationSessions sessions
            && sessions.getTargetDataSource() instanceof HikariDataSource pool) {
          pool.getHikariPoolMXBean().softEvictConnections();
        }
        return bean;
      }
    };
  }

  /**
   * The check of an installation's database: an {@link InstalledDatabase} in read-only
   * transactions, without migrations and without the rest of the adapter. Spring also processes the
   * classes nested in a configuration; the condition keeps this one out of the program itself.
   */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("verify-installation")
  @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
  public static class Inspection {
    /** One connection, in which nothing is set: a pooler may give it to the program afterwards. */
    @Bean
    static BeanPostProcessor oneConnection() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessBeforeInitialization(Object bean, String name) {
          if (bean instanceof HikariDataSource pool) {
            pool.setMaximumPoolSize(1);
            pool.addDataSourceProperty("socketTimeout", "15");
          }
          return bean;
        }
      };
    }

    @Bean
    InstalledDatabase installedDatabase(DataSource database, ResourcePatternResolver resources) {
      return new InspectedDatabase(database, resources);
    }
  }
}
