package com.cloudaggregator.bootstrap.demo.provider;

import com.cloudaggregator.application.port.Randomness;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The demo providers, under {@code /demo/providers/{provider}} of the program's own address. */
@Configuration(proxyBeanMethods = false)
public class DemoProviders {

  @Bean
  FaultSwitch faultSwitch() {
    return new FaultSwitch();
  }

  @Bean
  Ledger demoLedger(Clock clock, Randomness randomness, FaultSwitch faults) {
    return new Ledger(clock, randomness, faults);
  }

  @Bean
  ConsentDesk consentDesk(Ledger ledger) {
    return new ConsentDesk(ledger);
  }

  @Bean
  ConsentEndpoint demoConsentEndpoint(
      Environment environment, Ledger ledger, FaultSwitch faults, MessageSource messages) {
    return new ConsentEndpoint(publicUrl(environment), ledger, faults, messages);
  }

  @Bean
  TokenEndpoint demoTokenEndpoint(
      Environment environment, Ledger ledger, FaultSwitch faults, SecureRandom random, Clock clock) {
    return new TokenEndpoint(publicUrl(environment), ledger, faults, new IdTokens(random), clock);
  }

  @Bean
  AccountEndpoints demoAccountEndpoints(Ledger ledger, FaultSwitch faults) {
    return new AccountEndpoints(ledger, faults);
  }

  private static String publicUrl(Environment environment) {
    return environment.getProperty("cloud-aggregator.public-url", "http://localhost:8080").replaceAll("/+$", "");
  }
}
