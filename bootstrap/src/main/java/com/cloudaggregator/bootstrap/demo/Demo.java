package com.cloudaggregator.bootstrap.demo;

import com.cloudaggregator.bootstrap.demo.database.DatabaseFaultConfiguration;
import com.cloudaggregator.bootstrap.demo.database.DemoDatabase;
import com.cloudaggregator.bootstrap.demo.panel.DemoPanel;
import com.cloudaggregator.bootstrap.demo.provider.DemoProviders;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.bootstrap.security.SignInOptions;
import com.cloudaggregator.web.SignInOption;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The demo: users to pick, stand-in providers and an embedded database. Only the jar of classifier
 * {@code demo} contains it, and only the profile {@code demo} activates it.
 */
@AutoConfiguration(before = {DataSourceAutoConfiguration.class, LiquibaseAutoConfiguration.class})
@Profile("demo")
@Import({
  DemoDatabase.class,
  DatabaseFaultConfiguration.class,
  DemoProviders.class,
  DemoSecurity.class,
  DemoSignIn.class,
  DemoPanel.class
})
public class Demo {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  /**
   * Checks before any bean is created, so that a demo that must not run starts no server and
   * creates no directory.
   */
  @Bean
  static BeanFactoryPostProcessor demoIsOnlyADemo(ConfigurableEnvironment environment) {
    DemoOnly.check(environment);
    return beans -> {};
  }

  /**
   * The cards of the sign-in page. A bean of its own without dependencies, since the web server
   * needs it to start.
   */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  SignInOptions demoUsers() {
    return () ->
        Arrays.stream(DemoUser.values())
            .map(
                user ->
                    new SignInOption(
                        user.displayName(),
                        user.description(),
                        DemoSignIn.LOGIN,
                        Map.of("user", user.key())))
            .toList();
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> demoAddress(ConfigurableEnvironment environment) {
    return ready ->
        LOG.info(
            "Demo mode: open {} and pick a user; nothing leaves this computer.",
            environment.getProperty("cloud-aggregator.public-url", "http://localhost:8080"));
  }
}
