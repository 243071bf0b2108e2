package com.cloudaggregator.bench.environment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that some scenarios need, and that may be missing. */
public final class Programs {
  private Programs() {}

  /** On the PATH, or where Debian installs what only root runs; empty if it is not installed. */
  public static Optional<Path> find(String name) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
