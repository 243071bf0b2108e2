package com.cloudaggregator.bootstrap;

import com.cloudaggregator.bootstrap.configuration.ConfigurationCheck;
import com.cloudaggregator.bootstrap.installation.InstallationCheck;
import com.cloudaggregator.bootstrap.jobs.Jobs;
import com.cloudaggregator.bootstrap.logging.OwnershipLogging;
import com.cloudaggregator.bootstrap.mail.MailConfiguration;
import com.cloudaggregator.bootstrap.metrics.Metrics;
import com.cloudaggregator.bootstrap.security.ApplicationSecurity;
import com.cloudaggregator.oauth.OAuthAdapter;
import com.cloudaggregator.persistence.PersistenceAdapter;
import com.cloudaggregator.web.WebAdapter;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;

/**
 * The Spring Boot application: three adapters around the use cases, each imported by name.
 *
 * <p>The demo, where the jar contains it, is registered in {@code
 * META-INF/spring/…AutoConfiguration.imports}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableSpringHttpSession
@Import({
  ClockAndIds.class,
  AdapterSettings.class,
  UseCases.class,
  OwnershipLogging.class,
  Metrics.class,
  RegisteredJobs.class,
  Jobs.class,
  MailConfiguration.class,
  ApplicationSecurity.class,
  ContainerRefusals.class,
  WebAdapter.class,
  PersistenceAdapter.class,
  OAuthAdapter.class
})
public class CloudAggregator {

  /**
   * Starts the program. With {@code --check-config} it only validates the configuration; with
   * {@code --verify-installation} it only checks an existing installation. Both write nothing and
   * exit.
   */
  public static void main(String[] arguments) {
    if (InstallationCheck.isWanted(arguments)) {
      System.exit(InstallationCheck.run(arguments));
    }
    try {
      application().run(arguments);
    } catch (SpringApplication.AbandonedRunException checked) {
      // --check-config found no problem: exit status 0.
    }
  }

  /** The application with the configuration check in front. Tests start it the same way. */
  public static SpringApplication application() {
    var application = new SpringApplication(CloudAggregator.class);
    application.addInitializers(new ConfigurationCheck());
    return application;
  }
}
