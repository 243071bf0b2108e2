package com.cloudaggregator.persistence;

import java.util.concurrent.locks.ReentrantLock;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Lets the programs of one test JVM set up its logging one after the other. Spring Boot keeps the
 * settings in system properties and in the one Logback context, so two at once disturb each other.
 * Registered in {@code META-INF/spring.factories}.
 */
final class LoggingSetupInTurn implements ApplicationListener<SpringApplicationEvent>, Ordered {
  private static final ReentrantLock TURN = new ReentrantLock();

  @Override
  public void onApplicationEvent(SpringApplicationEvent event) {
    if (event instanceof ApplicationStartingEvent) {
      TURN.lock();
    } else if (TURN.isHeldByCurrentThread()
        && (event instanceof ApplicationContextInitializedEvent
            || event instanceof ApplicationFailedEvent)) {
      TURN.unlock();
    }
  }

  /** Before the listener that sets up the logging. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
