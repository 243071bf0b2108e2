package com.cloudaggregator.bootstrap.program;

import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code docs/installation.md} with the names of this test: its statements, its shell blocks and
 * its other blocks as they are, except for the path of the environment file, the database and the
 * words that the test replaces. Closing it drops the database and the roles.
 */
final class InstallationGuide implements AutoCloseable {
  static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  private static final String OPTED_OUT = "<!-- not run: InstallationGuideIT runs it -->\n";

  private final Path directory;
  private final Path environment;
  private final String name;
  private final String guide;
  private final Map<String, String> words = new LinkedHashMap<>();

  /**
   * @param name of the database and the program's role, on a server that other tests use too
   */
  InstallationGuide(Path directory, String name) {
    this.directory = directory;
    this.environment = directory.resolve("cloud-aggregator.env");
    this.name = name + "_" + ProcessHandle.current().pid();
    this.guide = read(TOP.resolve("docs/installation.md")).replace(OPTED_OUT, "");
    words.put("/etc/cloud-aggregator.env", environment.toString());
    words.put("jdbc:postgresql://localhost:5432/cloud_aggregator", url());
    words.put("=cloud_aggregator", "=" + this.name);
  }

  /** What the guide says and what it is in this test. */
  InstallationGuide replacing(String word, String by) {
    words.put(word, by);
    return this;
  }

  Path environment() {
    return environment;
  }

  /** The guide's section 1, as a superuser. */
  void makeTheDatabase() throws SQLException {
    try (Connection superuser = TestDatabase.superuser();
        Statement sql = superuser.createStatement()) {
      for (String statement :
          block("sql", "CREATE ROLE").replace("cloud_aggregator", name).split(";\\s*")) {
        sql.execute(statement);
      }
    }
  }

  /**
   * Runs the shell blocks of the sections with these numbers.
   *
   * @throws IllegalStateException if there are none
   */
  ShellBlocks.Run run(int... sections) {
    ShellBlocks blocks =
        ShellBlocks.of(
            Arrays.stream(sections).mapToObj(this::section).collect(Collectors.joining("\n")));
    if (blocks.count() == 0) {
      throw new IllegalStateException("No shell block in the sections of installation.md");
    }
    return blocks.run(
        TOP,
        directory,
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            // Each start is a short one.
            "JDK_JAVA_OPTIONS",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"),
        words);
  }

  /**
   * The one block of this language that contains this text.
   *
   * @throws IllegalStateException if there is no such block
   */
  String block(String language, String containing) {
    return block(guide, language, containing);
  }

  static String block(String document, String language, String containing) {
    Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(document);
    while (block.find()) {
      if (block.group(1).contains(containing)) {
        return block.group(1);
      }
    }
    throw new IllegalStateException("No " + language + " block with " + containing);
  }

  /** Starts the production jar with the environment file, as section 4 does. */
  Process start(Map<String, String> further, Path log, String... arguments) {
    Path jar = TOP.resolve("bootstrap/target/bootstrap-1.0.0-SNAPSHOT.jar");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        Stream.concat(
                Stream.of(
                    "set -a; . " + environment + "; exec",
                    java,
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-jar",
                    jar.toString()),
                Stream.of(arguments))
            .collect(Collectors.joining(" "));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(List.of("bash", "-c", command))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(further);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String section(int number) {
    Matcher section = Pattern.compile("(?ms)^## " + number + "\\. .*?(?=^## |\\z)").matcher(guide);
    if (!section.find()) {
      throw new IllegalStateException("No section " + number + " in installation.md");
    }
    return section.group();
  }

  private String url() {
    try (Connection superuser = TestDatabase.superuser()) {
      return superuser
          .getMetaData()
          .getURL()
          .replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    try (Connection superuser = TestDatabase.superuser();
        Statement sql = superuser.createStatement()) {
      sql.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      sql.execute("DROP ROLE IF EXISTS " + name);
      sql.execute("DROP ROLE IF EXISTS " + name + "_owner");
    }
  }
}
