package com.cloudaggregator.bootstrap.housekeeping;

import com.cloudaggregator.application.housekeeping.Housekeeping;
import com.cloudaggregator.application.port.Purge;
import com.cloudaggregator.bootstrap.configuration.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Housekeeping, every {@code purge-interval}. */
@Configuration(proxyBeanMethods = false)
public class HousekeepingSchedule {

  @Bean
  Housekeeping housekeeping(Purge purge, Settings settings) {
    return new Housekeeping(purge, settings.verificationRetention());
  }

  @Bean
  HousekeepingRuns housekeepingRuns(
      Housekeeping housekeeping, Settings settings, MeterRegistry meters, Clock clock) {
    return new HousekeepingRuns(housekeeping, settings.purgeInterval(), meters, clock);
  }
}
