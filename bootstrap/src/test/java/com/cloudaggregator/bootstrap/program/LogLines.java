package com.cloudaggregator.bootstrap.program;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** Collects the log lines of a test in the format that an operator reads. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  LogLines() {
    start();
    root.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    events.add(event);
  }

  /** The lines as {@code LEVEL text}. */
  List<String> lines() {
    return events.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  /** The lines with a stack trace. */
  List<String> withStackTrace() {
    return events.stream()
        .filter(event -> event.getThrowableProxy() != null)
        .map(
            event ->
                event.getLoggerName()
                    + " "
                    + event.getFormattedMessage()
                    + " "
                    + event.getThrowableProxy().getClassName())
        .distinct()
        .toList();
  }

  /** The ownership lines only. */
  List<String> ownershipLines() {
    return lines().stream()
        .filter(
            line ->
                line.contains("[UNIQUE_VIOLATION]")
                    || line.contains("[23505]")
                    || line.contains("[UPSERT_ERROR]"))
        .toList();
  }

  /** All log output including exceptions and their causes as one text, to search for secrets. */
  String everything() {
    return text(event -> true);
  }

  private String text(Predicate<ILoggingEvent> wanted) {
    StringBuilder text = new StringBuilder();
    for (ILoggingEvent event : events.stream().filter(wanted).toList()) {
      text.append(event.getFormattedMessage()).append('\n');
      for (IThrowableProxy thrown = event.getThrowableProxy();
          thrown != null;
          thrown = thrown.getCause()) {
        text.append(thrown.getClassName()).append(": ").append(thrown.getMessage()).append('\n');
      }
    }
    return text.toString();
  }

  /** The same without the log lines of the demo providers, which stand for other servers. */
  String ofTheProgram() {
    return text(
        event ->
            !event.getMDCPropertyMap().containsKey(ProviderTraffic.AT_THE_PROVIDER)
                && !event.getFormattedMessage().contains("/demo/providers/"));
  }

  void forget() {
    events.clear();
  }

  /** Sets the level of a logger to TRACE. */
  void atTrace(String logger) {
    ((Logger) LoggerFactory.getLogger(logger)).setLevel(Level.TRACE);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
  }
}
