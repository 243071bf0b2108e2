package com.cloudaggregator.persistence;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A program that a test runs and that this project does not bring. */
public final class InstalledProgram {
  /** Not on the PATH of every user. */
  private static final List<String> SYSTEM = List.of("/usr/sbin", "/usr/local/sbin");

  private InstalledProgram() {}

  /**
   * The first of these programs that is installed. If all are missing, a developer's machine
   * reports the test as aborted, and a machine that sets {@code CI} as failed.
   *
   * @param debianPackage named in the message
   */
  public static Path require(String debianPackage, String... names) {
    return Stream.of(names)
        .flatMap(name -> find(name).stream())
        .findFirst()
        .orElseThrow(() -> missing(names[0], debianPackage));
  }

  private static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(File.pathSeparator)), SYSTEM.stream())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static RuntimeException missing(String name, String debianPackage) {
    String reason = "This test needs " + name + " (Debian: apt-get install " + debianPackage + ")";
    return System.getenv("CI") == null
        ? new TestAbortedException(reason)
        : new IllegalStateException(reason);
  }
}
