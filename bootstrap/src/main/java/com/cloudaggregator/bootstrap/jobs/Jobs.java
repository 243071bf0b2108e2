package com.cloudaggregator.bootstrap.jobs;

import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.persistence.PersistenceAdapter.SharedSchedule;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs every {@link Job} that is a bean. */
@Configuration(proxyBeanMethods = false)
public class Jobs {

  @Bean
  JobRunner jobRunner(
      ObjectProvider<Job> jobs,
      SharedSchedule schedule,
      Settings settings,
      MeterRegistry meters,
      Clock clock,
      IdGenerator ids) {
    return new JobRunner(
        jobs.orderedStream().toList(),
        schedule,
        settings.jobs().takeover(),
        meters,
        clock,
        ids.newId());
  }
}
