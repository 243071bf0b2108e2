package com.cloudaggregator.bootstrap.jobs;

import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.NodeRings;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.persistence.PersistenceAdapter.SharedSchedule;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs every {@link Job} that is a bean, and reports that this node is running. */
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

  @Bean
  NodeHeartbeat nodeHeartbeat(NodeRings nodes, KeyRings rings, IdGenerator ids) {
    return new NodeHeartbeat(nodes, rings, ids.newId());
  }
}
