package com.cloudaggregator.bootstrap.configuration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.util.ClassUtils;

/**
 * Binds and validates the properties under {@code cloud-aggregator} before the first bean exists,
 * and registers the {@link Settings} as a bean. It warns about origins that do not fit together.
 * With {@code --check-config} the run ends here: it starts nothing and writes nothing.
 */
public final class ConfigurationCheck
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationCheck.class);
  private static final String DEMO = "com.cloudaggregator.bootstrap.demo.Demo";
  private static final String ONLY_CHECK = "check-config";

  /**
   * @throws ConfigurationException with all problems
   * @throws SpringApplication.AbandonedRunException if only the check was requested and it found no
   *     problem
   */
  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var environment = context.getEnvironment();
    refuseMissingDemo(environment);
    Settings settings = SettingsBinder.bind(environment);
    OriginWarnings.of(settings).forEach(LOG::warn);
    if (environment.containsProperty(ONLY_CHECK)) {
      LOG.info("The configuration is valid");
      throw new SpringApplication.AbandonedRunException();
    }
    context.getBeanFactory().registerSingleton("settings", settings);
  }

  private static void refuseMissingDemo(ConfigurableEnvironment environment) {
    if (environment.acceptsProfiles(Profiles.of("demo")) && !ClassUtils.isPresent(DEMO, null)) {
      throw new StartupException(
          "The profile 'demo' is active, but this jar does not contain the demo.",
          "Start the jar whose name ends in -demo.jar, or remove the profile 'demo'.");
    }
  }
}
