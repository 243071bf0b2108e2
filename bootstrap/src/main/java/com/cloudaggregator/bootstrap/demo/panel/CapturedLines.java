package com.cloudaggregator.bootstrap.demo.panel;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.cloudaggregator.bootstrap.logging.OwnershipLogging;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Collects the ownership log lines that are written until it is closed. */
final class CapturedLines implements AutoCloseable {
  private final Logger log = (Logger) LoggerFactory.getLogger(OwnershipLogging.LOGGER);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };

  CapturedLines() {
    appender.setContext(log.getLoggerContext());
    appender.start();
    log.addAppender(appender);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    log.detachAppender(appender);
    appender.stop();
  }
}
