package com.cloudaggregator.bootstrap.installation;

import com.cloudaggregator.application.installation.Finding;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.configuration.Settings.Identifiers;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Checks that the log, as configured, contains the lines that the verification record refers to.
 */
final class LogSettings {
  private final Environment environment;
  private final Settings settings;

  LogSettings(Environment environment, Settings settings) {
    this.environment = environment;
    this.settings = settings;
  }

  List<Finding> findings() {
    return List.of(
        level("com.cloudaggregator.ownership", "the log lines about 23505"),
        level("com.cloudaggregator.access", "the access line of each callback"),
        identifiers(),
        form(),
        retention());
  }

  /** Both loggers need INFO: the idempotent line and the access line have that level. */
  private static Finding level(String logger, String what) {
    return Finding.of(
        "log " + logger,
        LoggerFactory.getLogger(logger).isInfoEnabled(),
        LoggerFactory.getLogger(logger).isInfoEnabled()
            ? "writes " + what + " (INFO)"
            : "its level filters out " + what,
        "Set logging.level." + logger + "=info");
  }

  private Finding identifiers() {
    boolean raw = settings.logging().identifiers() == Identifiers.RAW;
    return Finding.fine(
        "log identifiers",
        raw
            ? "raw: search for the provider_account_id itself"
            : "hashed: search for the hash of an id, as shown in the manual test below, not for the id itself");
  }

  private Finding form() {
    String structured = environment.getProperty("logging.structured.format.console", "");
    String file = environment.getProperty("logging.file.name", "");
    return Finding.fine(
        "log form",
        (structured.isEmpty()
                ? "plain text lines"
                : structured
                    + ": the field message has the same text, with its quotes escaped, and its parts are fields too")
            + (file.isEmpty() ? ", to standard output" : ", to standard output and " + file));
  }

  private Finding retention() {
    return Finding.fine(
        "evidence retention",
        settings.verification().retention().toDays()
            + " days (cloud-aggregator.verification.retention); how long log lines are kept is set in your log collector");
  }
}
