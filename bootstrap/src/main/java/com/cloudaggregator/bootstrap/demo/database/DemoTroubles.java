package com.cloudaggregator.bootstrap.demo.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/** What the demo may do to its database, its own or a configured one. */
@Configuration(proxyBeanMethods = false)
public class DemoTroubles {
  private static final String NAME = "databaseFaults";

  @Bean(name = NAME, initMethod = "mend")
  DatabaseFaults databaseFaults(JdbcConnectionDetails runtime, LiquibaseConnectionDetails owner) {
    return new DatabaseFaults(runtime, owner);
  }

  /** What a killed run has left broken is whole before anything reads the database. */
  @Bean
  static BeanFactoryPostProcessor mendFirst() {
    return beans -> {
      for (String pool : beans.getBeanNamesForType(DataSource.class, true, false)) {
        BeanDefinition definition = beans.getBeanDefinition(pool);
        definition.setDependsOn(StringUtils.addStringToArray(definition.getDependsOn(), NAME));
      }
    };
  }
}
