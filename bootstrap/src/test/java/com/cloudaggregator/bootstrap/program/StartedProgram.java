package com.cloudaggregator.bootstrap.program;

import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged jar, unpacked, in a separate process with its own database and the demo providers,
 * without the class path of the tests. Both output streams go to one file, as on a server.
 */
final class StartedProgram implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final TestDatabase.Database database;
  private final URI base;
  private final Path output;
  private final boolean ownsDatabase;

  private StartedProgram(
      Process process,
      TestDatabase.Database database,
      boolean ownsDatabase,
      URI base,
      Path output) {
    this.process = process;
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    this.base = base;
    this.output = output;
  }

  static StartedProgram start(Path output, String... properties) {
    return start(TestDatabase.migratedDatabase(), true, Program.freePort(), output, properties);
  }

  /** Starts the program on an existing database, which outlives it, at the given address. */
  static StartedProgram startOn(
      TestDatabase.Database database, int port, Path output, String... properties) {
    return start(database, false, port, output, properties);
  }

  private static StartedProgram start(
      TestDatabase.Database database,
      boolean ownsDatabase,
      int port,
      Path output,
      String... properties) {
    List<String> command = java("-jar", Unpacked.JAR);
    command.add("--spring.profiles.active=demo");
    command.addAll(Program.arguments(database, port, properties));
    var program =
        new StartedProgram(
            launch(command, output),
            database,
            ownsDatabase,
            URI.create("http://localhost:" + port),
            output);
    try {
      await().atMost(PATIENCE).until(program::isReady);
    } catch (RuntimeException notReady) {
      program.close();
      throw new IllegalStateException(
          "The program did not become ready: " + read(output), notReady);
    }
    return program;
  }

  /** A fast-starting Java process with the class path of the tests. */
  static List<String> command(Class<?> main) {
    return java("-cp", System.getProperty("java.class.path"), main.getName());
  }

  private static List<String> java(String... what) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(what));
    return command;
  }

  /** Unpacked once, as deploy/start does it: from a jar in a jar, a start takes a third longer. */
  private static final class Unpacked {
    static final String JAR = unpack();

    private static String unpack() {
      Path packaged = packaged();
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "unpacked-for-tests");
        Path report = directory.resolve("report");
        List<String> command = java("-Djarmode=tools", "-jar", packaged.toString(), "extract");
        command.addAll(List.of("--force", "--destination", directory.toString()));
        if (launch(command, report).waitFor() != 0) {
          throw new IllegalStateException("The jar was not unpacked: " + read(report));
        }
        return directory.resolve(packaged.getFileName()).toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** The jar that Maven packaged before these tests. */
    private static Path packaged() {
      try (Stream<Path> built = Files.list(Path.of("target"))) {
        return built
            .filter(file -> file.toString().matches(".*bootstrap-.*-demo\\.jar"))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("No jar in target: run these tests by mvn verify"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Process launch(List<String> command, Path output) {
    try {
      File file = output.toFile();
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("It ended with status " + process.exitValue());
    }
    try {
      return browser().get("/actuator/health/readiness").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  URI base() {
    return base;
  }

  TestDatabase.Database database() {
    return database;
  }

  Browser browser() {
    return new Browser(base, null);
  }

  /** A browser of this user, with a bearer token of the host product. */
  Browser browserOf(String user) {
    return new Browser(base, Program.bearer(user));
  }

  Browser browserOfOperator() {
    return new Browser(base, Program.bearer("olga", "operator"));
  }

  /** The file with the output. */
  Path output() {
    return output;
  }

  /** The lines written until now. */
  List<String> lines() {
    return read(output).lines().toList();
  }

  void sql(String statement) {
    Rows.of(database).execute(statement);
  }

  List<String> rows(String query) {
    return Rows.of(database).query(query);
  }

  Connection administrator() throws SQLException {
    return database.adminConnection();
  }

  String runtimeRole() {
    return database.appUser();
  }

  /** Kills the process by SIGKILL. It has ended when this method returns. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("It does not die");
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (ownsDatabase) {
      database.close();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
