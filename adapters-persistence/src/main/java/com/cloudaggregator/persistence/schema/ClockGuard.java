package com.cloudaggregator.persistence.schema;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Warns at the start when the clock of this node is not that of the database. Due times of jobs are
 * written by the clock of the node: when its clock is an hour ahead and it stops, its jobs run an
 * hour late on the other nodes.
 */
@Component
final class ClockGuard implements InitializingBean {
  private static final Logger LOG = LoggerFactory.getLogger(ClockGuard.class);
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final JdbcClient jdbc;
  private final Clock clock;

  ClockGuard(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public void afterPropertiesSet() {
    OffsetDateTime database =
        jdbc.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single();
    Duration ahead = Duration.between(database.toInstant(), clock.instant());
    if (ahead.abs().compareTo(TOLERANCE) > 0) {
      LOG.warn(
          "The clock of this node is {} s {} the clock of the database. Synchronize both, for"
              + " example by NTP: jobs may run late.",
          ahead.abs().toSeconds(),
          ahead.isNegative() ? "behind" : "ahead of");
    }
  }
}
