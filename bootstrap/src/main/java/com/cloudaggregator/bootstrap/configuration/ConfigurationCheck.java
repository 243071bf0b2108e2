package com.cloudaggregator.bootstrap.configuration;

import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Reads and checks everything under {@code cloud-aggregator} before the first bean exists, and registers the
 * {@link Settings}. With {@code --check-config} it ends the run there: nothing is started, nothing is written.
 */
public final class ConfigurationCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationCheck.class);
  private static final String ONLY_CHECK = "check-config";

  /**
   * @throws ConfigurationException with all problems
   * @throws SpringApplication.AbandonedRunException when only the check was asked for and found nothing
   */
  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var environment = context.getEnvironment();
    var problems = new ArrayList<Problem>(SecretFiles.addTo(environment));
    Settings settings = new SettingsReader(environment, problems).read();
    if (environment.containsProperty(ONLY_CHECK)) {
      LOG.info("Configuration is fine");
      throw new SpringApplication.AbandonedRunException();
    }
    context.getBeanFactory().registerSingleton("settings", settings);
  }
}
