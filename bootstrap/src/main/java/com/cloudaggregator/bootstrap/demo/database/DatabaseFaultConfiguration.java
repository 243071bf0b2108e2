package com.cloudaggregator.bootstrap.demo.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/** The faults that the demo can cause in its database, embedded or configured. */
@Configuration(proxyBeanMethods = false)
public class DatabaseFaultConfiguration {
  private static final String NAME = "databaseFaults";

  @Bean(name = NAME, initMethod = "repair")
  DatabaseFaults databaseFaults(JdbcConnectionDetails runtime, LiquibaseConnectionDetails owner) {
    return new DatabaseFaults(runtime, owner);
  }

  /** Removes the faults left by a crash before anything else uses the database. */
  @Bean
  static BeanFactoryPostProcessor repairFirst() {
    return beans -> {
      for (String pool : beans.getBeanNamesForType(DataSource.class, true, false)) {
        BeanDefinition definition = beans.getBeanDefinition(pool);
        definition.setDependsOn(StringUtils.addStringToArray(definition.getDependsOn(), NAME));
      }
    };
  }
}
