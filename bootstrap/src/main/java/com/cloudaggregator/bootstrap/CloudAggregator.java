package com.cloudaggregator.bootstrap;

import com.cloudaggregator.bootstrap.configuration.ConfigurationCheck;
import com.cloudaggregator.bootstrap.demo.Demo;
import com.cloudaggregator.bootstrap.installation.InstallationCheck;
import com.cloudaggregator.bootstrap.jobs.Jobs;
import com.cloudaggregator.bootstrap.logging.OwnershipLogging;
import com.cloudaggregator.bootstrap.security.ApplicationSecurity;
import com.cloudaggregator.oauth.OAuthAdapter;
import com.cloudaggregator.persistence.PersistenceAdapter;
import com.cloudaggregator.web.WebAdapter;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The program: three adapters around the use cases, each imported by name, so that what it consists of is read here
 * and found by no scan.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  Machine.class,
  AdapterSettings.class,
  UseCases.class,
  OwnershipLogging.class,
  RegisteredJobs.class,
  Jobs.class,
  ApplicationSecurity.class,
  ContainerRefusals.class,
  WebAdapter.class,
  PersistenceAdapter.class,
  OAuthAdapter.class,
  Demo.class
})
public class CloudAggregator {

  /**
   * Starts the program. With {@code --check-config} it only says what is wrong with its configuration, with
   * {@code --verify-installation} whether a real installation fits it; neither writes anything.
   */
  public static void main(String[] arguments) {
    if (InstallationCheck.isWanted(arguments)) {
      System.exit(InstallationCheck.run(arguments));
    }
    try {
      application().run(arguments);
    } catch (SpringApplication.AbandonedRunException checked) {
      // Only the check was asked for, and it found nothing: exit status 0.
    }
  }

  /** The program as it is started, its configuration checked first; tests start it so too. */
  public static SpringApplication application() {
    var application = new SpringApplication(CloudAggregator.class);
    application.addInitializers(new ConfigurationCheck());
    return application;
  }
}
