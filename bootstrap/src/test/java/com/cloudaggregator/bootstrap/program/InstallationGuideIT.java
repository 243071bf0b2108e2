package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/installation.md}, followed word by word: an empty server, and at the end a program that is found sound. */
class InstallationGuideIT {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final String OPTED_OUT = "<!-- not run: InstallationGuideIT runs it -->\n";
  private static final Pattern SQL = Pattern.compile("(?s)```sql\n(.*?)```");
  private static final String PROOF = "## 5. The proof";
  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Its names on a server that others use too. */
  private static final String NAME = "guide_" + ProcessHandle.current().pid();

  @TempDir
  private Path directory;

  private Path environment;
  private String guide;

  @BeforeEach
  void read() throws IOException {
    environment = directory.resolve("cloud-aggregator.env");
    guide = Files.readString(TOP.resolve("docs/installation.md")).replace(OPTED_OUT, "");
  }

  @AfterEach
  void dropWhatTheGuideMade() throws SQLException {
    try (Connection superuser = TestDatabase.superuser(); Statement sql = superuser.createStatement()) {
      sql.execute("DROP DATABASE IF EXISTS " + NAME + " WITH (FORCE)");
      sql.execute("DROP ROLE IF EXISTS " + NAME);
      sql.execute("DROP ROLE IF EXISTS " + NAME + "_owner");
    }
  }

  @Test
  void leadsFromNothingToASoundInstallation() throws Exception {
    int proof = guide.indexOf(PROOF);
    assertThat(proof).isPositive();
    makeTheDatabase();

    ShellBlocks.Run prepared = run(ShellBlocks.of(guide.substring(0, proof)));

    assertThat(prepared.status()).as(prepared.output()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(environment))).isEqualTo("rw-------");

    int port = Program.freePort();
    Process program = new ProcessBuilder("bash", "-c", "set -a; . " + environment + "; exec " + JAVA
            + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar " + TOP.resolve("bootstrap/target/bootstrap-1.0.0-SNAPSHOT.jar")
            + " --server.port=" + port + " --management.server.port=" + port)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
    try {
      URI base = URI.create("http://localhost:" + port);
      await().atMost(PATIENCE).until(() -> !program.isAlive() || answers(base));
      assertThat(program.isAlive()).as(Files.readString(directory.resolve("log"))).isTrue();
      assertThat(new Browser(base, null).get("/login").body()).contains("Sign in");
      assertThat(new Browser(base, null).get("/me/cloud-status").statusCode()).isEqualTo(401);

      ShellBlocks.Run proven = run(ShellBlocks.of(guide.substring(proof)));

      assertThat(proven.status()).as(proven.output()).isZero();
      assertThat(proven.output()).contains("ok           unique index", "Nothing is wrong.");
    } finally {
      program.destroy();
      program.waitFor();
    }
  }

  private static boolean answers(URI base) {
    try {
      return new Browser(base, null).get("/actuator/health/readiness").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private void makeTheDatabase() throws SQLException {
    Matcher block = SQL.matcher(guide);
    assertThat(block.find()).isTrue();
    try (Connection superuser = TestDatabase.superuser(); Statement sql = superuser.createStatement()) {
      for (String statement : block.group(1).replace("cloud_aggregator", NAME).split(";\\s*")) {
        sql.execute(statement);
      }
    }
  }

  private ShellBlocks.Run run(ShellBlocks blocks) {
    assertThat(blocks.count()).isPositive();
    Map<String, String> words = new LinkedHashMap<>();
    words.put("/etc/cloud-aggregator.env", environment.toString());
    words.put("jdbc:postgresql://localhost:5432/cloud_aggregator", url());
    words.put("=cloud_aggregator", "=" + NAME);
    words.put("java -jar", JAVA + " -jar");
    return blocks.run(TOP, directory, Map.of(
        "JAVA_HOME", System.getProperty("java.home"),
        // Each start is a short one.
        "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"), words);
  }

  private static String url() {
    try (Connection superuser = TestDatabase.superuser()) {
      return superuser.getMetaData().getURL().replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + NAME);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
