package com.cloudaggregator.persistence.transaction;

import com.cloudaggregator.domain.event.StoreFault;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line a second for each kind of outage, without a stack trace, whatever the number of requests
 * that it refuses. Kinds are exception class and SQLSTATE.
 */
final class OutageLog {
  private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);

  private final Map<String, OncePerSecond> kinds = new ConcurrentHashMap<>();
  private final Clock clock;

  OutageLog(Clock clock) {
    this.clock = clock;
  }

  void report(StoreFault fault) {
    if (kinds
        .computeIfAbsent(
            fault.exceptionClass() + fault.sqlState(), kind -> new OncePerSecond(clock))
        .tryAcquire()) {
      LOG.warn(
          "The database is unavailable; requests that need it get 503 until it answers: {} - {}, {}",
          fault.exceptionClass(),
          fault.sqlState(),
          fault.message());
    }
  }
}
