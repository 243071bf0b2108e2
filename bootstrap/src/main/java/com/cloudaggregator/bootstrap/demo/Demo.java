package com.cloudaggregator.bootstrap.demo;

import com.cloudaggregator.bootstrap.demo.database.DemoDatabase;
import com.cloudaggregator.bootstrap.demo.database.DemoTroubles;
import com.cloudaggregator.bootstrap.demo.panel.DemoPanel;
import com.cloudaggregator.bootstrap.demo.provider.DemoProviders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.ConfigurableEnvironment;

/** Everything of the demo, imported by the program as a whole and there only with the profile {@code demo}. */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
@Import({DemoDatabase.class, DemoTroubles.class, DemoProviders.class, DemoSecurity.class, DemoSignIn.class, DemoPanel.class})
public class Demo {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  /** Before any bean: a server must not be started, nor a directory be made, by a demo that is refused. */
  @Bean
  static BeanFactoryPostProcessor demoIsOnlyADemo(ConfigurableEnvironment environment) {
    DemoOnly.check(environment);
    return beans -> {};
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> demoAddress(ConfigurableEnvironment environment) {
    return ready -> LOG.info(
        "Demo mode: open {} and pick a user; nothing leaves this computer.",
        environment.getProperty("cloud-aggregator.public-url", "http://localhost:8080"));
  }
}
