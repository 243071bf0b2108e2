package com.cloudaggregator.bootstrap.demo.panel;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.cloudaggregator.bootstrap.logging.OwnershipLogging;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The lines about ownership that are logged while this is open. */
final class Heard implements AutoCloseable {
  private final Logger log = (Logger) LoggerFactory.getLogger(OwnershipLogging.LOGGER);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getFormattedMessage());
    }
  };

  Heard() {
    ear.setContext(log.getLoggerContext());
    ear.start();
    log.addAppender(ear);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    log.detachAppender(ear);
    ear.stop();
  }
}
