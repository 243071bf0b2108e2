package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.AccountAudit;
import com.cloudaggregator.application.port.AccountRecords;
import com.cloudaggregator.application.port.Activities;
import com.cloudaggregator.application.port.AuthorizationStates;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.port.ExpiringTokens;
import com.cloudaggregator.application.port.InstalledDatabase;
import com.cloudaggregator.application.port.KeyReports;
import com.cloudaggregator.application.port.KeyRings;
import com.cloudaggregator.application.port.Notices;
import com.cloudaggregator.application.port.Outbox;
import com.cloudaggregator.application.port.Purge;
import com.cloudaggregator.application.port.ServiceCalls;
import com.cloudaggregator.application.port.Revocations;
import com.cloudaggregator.application.port.SealedSecrets;
import com.cloudaggregator.application.port.SessionEnds;
import com.cloudaggregator.application.port.SigningKeys;
import com.cloudaggregator.application.port.TransferRequests;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.port.VerificationRecord;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.Task;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The store on PostgreSQL: provides {@link CloudAccounts}, {@link Custody}, {@link ExpiringTokens}, {@link
 * TransferRequests}, {@link AuthorizationStates}, {@link Notices}, {@link VerificationRecord}, {@link AccountAudit},
 * {@link AccountRecords}, {@link Activities}, {@link
 * ServiceCalls}, {@link Revocations}, {@link Outbox}, {@link Purge}, {@link SealedSecrets}, {@link KeyReports}, {@link
 * SigningKeys} and the {@link SharedSchedule}, and refuses to start on a database that cannot keep their
 * promises.
 *
 * <p>It needs a {@link Vault}, the {@link KeyRings}, a supplier of new ids, one named {@code traceIds} that tells which request a thread is
 * about, {@link Settings}, and Spring Boot's auto-configuration of data source, Liquibase and Hibernate. Set with it:
 * {@code spring.jpa.hibernate.ddl-auto=none}, {@code
 * spring.jpa.open-in-view=false}, {@code spring.datasource.hikari.connection-timeout} at or below 2000 (milliseconds),
 * and the loggers {@code org.hibernate.orm.jdbc.error} and {@code org.hibernate.engine.jdbc.spi.SqlExceptionHelper} to
 * {@code OFF}: they print the values of rows, and the program's own line is the record.
 */
@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = PersistenceAdapter.class)
public class PersistenceAdapter {

  /**
   * How the program meets its database.
   *
   * @param runtimeRole the role the program works as, to which the changelog grants what it needs
   * @param lockTimeout how long a statement waits for a row, to the millisecond
   * @param statementTimeout how long a statement may take, to the millisecond
   */
  public record Settings(String runtimeRole, Duration lockTimeout, Duration statementTimeout) {
    private static final Pattern ROLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$-]{0,62}");

    public Settings {
      if (!ROLE.matcher(runtimeRole).matches()) {
        throw new IllegalArgumentException("A role is 1 to 63 of A-Z a-z 0-9 _ . $ -, a letter or _ first");
      }
      if (lockTimeout.toMillis() < 1 || statementTimeout.toMillis() < 1) {
        throw new IllegalArgumentException("Without a time-out nobody would get an answer");
      }
    }

    /** For each new connection, in the session, so that a pooler in session mode accepts it too. */
    private String sessionSql() {
      return "SET default_transaction_isolation = 'read committed'; SET lock_timeout = " + lockTimeout.toMillis()
          + "; SET statement_timeout = " + statementTimeout.toMillis()
          + "; SET idle_in_transaction_session_timeout = " + lockTimeout.plus(statementTimeout).toMillis();
    }
  }

  /** Makes schedulers over the changelog's table; all that are made of it, on any node, share its tasks. */
  public interface SharedSchedule {
    SchedulerBuilder of(List<Task<?>> tasks);
  }

  @Bean
  SharedSchedule sharedSchedule(DataSource database) {
    return tasks -> Scheduler.create(database, tasks);
  }

  /**
   * Only to look at a real installation's database: {@link InstalledDatabase} over a pool whose sessions the server
   * itself keeps from writing. Nothing is migrated, and nothing else of the store is there. Spring takes the classes
   * within a configuration along; the condition keeps this one out of the program itself.
   */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("verify-installation")
  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class
  })
  public static class Inspection {
    private static final String READ_ONLY =
        "SET default_transaction_read_only = on; SET statement_timeout = 10000; SET lock_timeout = 1000";

    @Bean
    static BeanPostProcessor readOnlySessions() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessBeforeInitialization(Object bean, String name) {
          if (bean instanceof HikariDataSource pool) {
            pool.setConnectionInitSql(READ_ONLY);
            pool.setReadOnly(true);
            pool.setMaximumPoolSize(1);
          }
          return bean;
        }
      };
    }

    @Bean
    InstalledDatabase installedDatabase(JdbcClient jdbc, ResourcePatternResolver resources) {
      return new InspectedDatabase(jdbc, resources);
    }
  }

  /** Both are made by Boot; neither has a property of ours. */
  @Bean
  static BeanPostProcessor databaseSettings(ObjectProvider<Settings> settings) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
          pool.setConnectionInitSql(settings.getObject().sessionSql());
        }
        if (bean instanceof SpringLiquibase liquibase) {
          liquibase.setChangeLogParameters(Map.of("runtimeRole", settings.getObject().runtimeRole()));
        }
        return bean;
      }
    };
  }

  @Bean
  OneOwnerGuard oneOwnerGuard(JdbcClient jdbc) {
    return new OneOwnerGuard(jdbc);
  }

  @Bean
  VaultKeyGuard vaultKeyGuard(JdbcClient jdbc, Vault vault, SealedSecrets secrets) {
    return new VaultKeyGuard(jdbc, vault, secrets);
  }

  @Bean
  SealedSecrets sealedSecrets(Transactions transactions, JdbcClient jdbc) {
    return new StoredSealedSecrets(transactions, jdbc);
  }

  @Bean
  KeyReports keyReports(Transactions transactions, JdbcClient jdbc) {
    return new StoredKeyReports(transactions, jdbc);
  }

  @Bean
  SigningKeys signingKeys(Transactions transactions, JdbcClient jdbc) {
    return new StoredSigningKeys(transactions, jdbc);
  }

  @Bean
  Transactions storeTransactions(PlatformTransactionManager manager) {
    return new Transactions(manager);
  }

  @Bean
  OwnershipJournal ownershipJournal(JdbcClient jdbc, Supplier<UUID> ids) {
    return new OwnershipJournal(jdbc, ids);
  }

  @Bean
  EvidenceJournal evidenceJournal(
      JdbcClient jdbc, Supplier<UUID> ids, @Qualifier("traceIds") Supplier<String> traceIds) {
    return new EvidenceJournal(jdbc, ids, traceIds);
  }

  @Bean
  VerificationRecord verificationRecord(Transactions transactions, JdbcClient jdbc, EvidenceJournal journal) {
    return new StoredVerificationRecord(transactions, jdbc, journal);
  }

  @Bean
  AccountAudit accountAudit(Transactions transactions, EntityManagerFactory factory, JdbcClient jdbc) {
    return new StoredAccountAudit(transactions, entities(factory), jdbc);
  }

  @Bean
  Activities activities(Transactions transactions, JdbcClient jdbc) {
    return new StoredActivities(transactions, jdbc);
  }

  @Bean
  AccountRecords accountRecords(Transactions transactions, JdbcClient jdbc) {
    return new StoredAccountRecords(transactions, jdbc);
  }

  @Bean
  SessionEnds sessionEnds(Transactions transactions, JdbcClient jdbc, Supplier<UUID> ids) {
    return new StoredSessionEnds(transactions, jdbc, ids);
  }

  @Bean
  Purge purge(Transactions transactions, JdbcClient jdbc) {
    return new StoredPurge(transactions, jdbc);
  }

  @Bean
  Outbox outbox(Transactions transactions, JdbcClient jdbc) {
    return new StoredOutbox(transactions, jdbc);
  }

  @Bean
  StoredRevocations revocations(Transactions transactions, JdbcClient jdbc, Vault vault, Supplier<UUID> ids) {
    return new StoredRevocations(transactions, jdbc, vault, ids);
  }

  @Bean
  CloudAccounts cloudAccounts(
      Transactions transactions,
      EntityManagerFactory factory,
      JdbcClient jdbc,
      OwnershipJournal journal,
      EvidenceJournal evidence,
      StoredRevocations revocations,
      Vault vault,
      Supplier<UUID> ids) {
    return new StoredCloudAccounts(
        transactions, entities(factory), jdbc, journal, evidence, revocations, vault, ids);
  }

  @Bean
  TransferRequests transferRequests(
      Transactions transactions,
      EntityManagerFactory factory,
      JdbcClient jdbc,
      OwnershipJournal journal,
      EvidenceJournal evidence,
      Vault vault,
      KeyRings rings,
      Supplier<UUID> ids) {
    return new StoredTransferRequests(transactions, entities(factory), jdbc, journal, evidence, vault, rings, ids);
  }

  @Bean
  Custody credentialCustody(
      Transactions transactions, JdbcClient jdbc, OwnershipJournal journal, Vault vault, Supplier<UUID> ids) {
    return new StoredCustody(transactions, jdbc, journal, vault, ids);
  }

  @Bean
  ExpiringTokens expiringTokens(Transactions transactions, JdbcClient jdbc) {
    return new StoredExpiringTokens(transactions, jdbc);
  }

  @Bean
  ServiceCalls serviceCalls(
      Transactions transactions,
      JdbcClient jdbc,
      Supplier<UUID> ids,
      @Qualifier("traceIds") Supplier<String> traceIds) {
    return new StoredServiceCalls(transactions, jdbc, ids, traceIds);
  }

  @Bean
  AuthorizationStates authorizationStates(Transactions transactions, JdbcClient jdbc) {
    return new StoredAuthorizationStates(transactions, jdbc);
  }

  @Bean
  Notices notices(Transactions transactions, EntityManagerFactory factory, JdbcClient jdbc) {
    return new StoredNotices(transactions, entities(factory), jdbc);
  }

  /** One for all threads: it works in the transaction of the caller. */
  private static EntityManager entities(EntityManagerFactory factory) {
    return SharedEntityManagerCreator.createSharedEntityManager(factory);
  }
}
