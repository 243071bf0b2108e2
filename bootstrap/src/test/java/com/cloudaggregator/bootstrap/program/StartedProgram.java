package com.cloudaggregator.bootstrap.program;

import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.TestDatabase;
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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged jar, started by {@code deploy/start} in a separate process with its own database and
 * the demo providers, without the class path of the tests. Both output streams go to one file, as
 * on a server.
 */
final class StartedProgram implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

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

  /**
   * Starts the program on an existing database, which stays when it stops, at the given address.
   */
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
    var program =
        new StartedProgram(
            launch(script(database, port, properties), Trained.CACHE, output, Map.of()),
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

  private static List<String> script(
      TestDatabase.Database database, int port, String... properties) {
    List<String> script = new ArrayList<>(List.of("bash", "../deploy/start"));
    script.add("--spring.profiles.active=demo");
    script.addAll(Program.arguments(database, port, properties));
    return script;
  }

  /** The first start also trains the cache of the others, so it is one that no test looks at. */
  private static final class Trained {
    static final Path CACHE = train();

    private static Path train() {
      try (TestDatabase.Database database = TestDatabase.migratedDatabase()) {
        Path cache =
            Files.createTempDirectory(Path.of("target"), "unpacked-for-tests").toAbsolutePath();
        Path output = cache.resolve("training.log");
        Process process =
            launch(
                script(database, Program.freePort()),
                cache,
                output,
                Map.of("JDK_JAVA_OPTIONS", "-Dspring.context.exit=onRefresh"));
        if (process.waitFor() != 0) {
          throw new IllegalStateException("The cache was not trained: " + read(output));
        }
        return cache;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** A fast-starting Java process with the class path of the tests. */
  static List<String> command(Class<?> main) {
    return new ArrayList<>(
        List.of(
            JAVA,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
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

  private static Process launch(
      List<String> script, Path cache, Path output, Map<String, String> environment) {
    var builder = new ProcessBuilder(script).redirectErrorStream(true);
    builder.environment().put("JAVA", JAVA);
    builder.environment().put("JAR", packaged().toAbsolutePath().toString());
    builder.environment().put("CACHE_DIRECTORY", cache.toString());
    builder.environment().putAll(environment);
    try {
      return builder.redirectOutput(output.toFile()).start();
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
