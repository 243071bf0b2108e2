package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the shell blocks of the README and of docs against a started program that has run every
 * scenario. Their {@code http://localhost:8080} (or 8081, the management port) reaches it, and
 * {@code /var/log/cloud-aggregator.log} is its log. {@code kubectl}, {@code docker}, {@code
 * journalctl} and {@code fly} are stand-ins that print the same log. The tokens and {@code USER_ID}
 * are set.
 */
class DocsShellBlocksIT {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  @TempDir private static Path directory;

  private static Path shims;
  private static StartedProgram program;

  @BeforeAll
  static void start() throws IOException {
    program = StartedProgram.start(directory.resolve("program.log"));
    ScenarioRunner scenarios = new ScenarioRunner(program);
    scenarios.runAll();
    // The last scenario leaves no account.
    scenarios.connected(ScenarioRunner.ALICE);
    shims = Files.createDirectory(directory.resolve("shims"));
    ShellBlocks.serveLog(shims, "kubectl", "logs", program.output());
    ShellBlocks.serveLog(shims, "docker", "logs", program.output());
    ShellBlocks.serveLog(shims, "fly", "logs", program.output());
    ShellBlocks.serveLog(shims, "journalctl", "--unit=cloud-aggregator", program.output());
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(TOP::resolve),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .map(TOP::relativize)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void runsEveryBlock(Path document, TestReporter reporter) throws IOException {
    ShellBlocks blocks = ShellBlocks.of(Files.readString(TOP.resolve(document)));

    ShellBlocks.Run run = run(blocks);

    reporter.publishEntry(
        document.toString(), blocks.count() + " blocks ran, " + blocks.optedOut() + " opted out");
    assertThat(run.status())
        .as("%s, the block at line %d:%n%s", document, run.failedAt(), run.output())
        .isZero();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyTestThatPlaysABlockExists(Path document) throws IOException {
    for (String test : ShellBlocks.of(Files.readString(TOP.resolve(document))).players()) {
      assertThat(sourceOf(test)).as("%s plays a block of %s", test, document).isPresent();
    }
  }

  private static Optional<Path> sourceOf(String test) throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src", "test", "java"))) {
      return sources.filter(source -> source.endsWith(test + ".java")).findFirst();
    }
  }

  @Test
  void aBlockOfConfigurationNamesItsTestOrAReason() {
    assertThatThrownBy(() -> ShellBlocks.of("Text\n```yaml\na: b\n```\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Line 2");
    assertThat(ShellBlocks.of("<!-- played by: SomeIT -->\n```ini\na=b\n```\n").players())
        .containsExactly("SomeIT");
    assertThat(ShellBlocks.of("<!-- not run: a fragment -->\n```sql\n-\n```\n").players())
        .isEmpty();
  }

  private static ShellBlocks.Run run(ShellBlocks blocks) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("http://localhost:8080", program.base().toString());
    words.put("http://localhost:8081", program.base().toString());
    words.put("/var/log/cloud-aggregator.log", program.output().toString());
    return blocks.run(
        TOP,
        shims,
        Map.of(
            "OPERATOR_TOKEN",
            Program.bearer("olga", "operator"),
            "SERVICE_TOKEN",
            Program.bearer("backend", "service"),
            "USER_ID",
            ScenarioRunner.ALICE,
            "USER_TOKEN",
            Program.bearer(ScenarioRunner.ALICE)),
        words);
  }

  @Test
  void reportsAFailingBlock() {
    ShellBlocks.Run run =
        run(
            ShellBlocks.of(
                """
        Fine:
        ```sh
        WORD=kept
        ```
        So is this, which needs the one before:
        ```bash
        test "$WORD" = kept
        curl -fsS http://localhost:8080/actuator/health/readiness
        ```
        And this fails in the middle of a pipe:
        ```sh
        grep 'there is no such line' /var/log/cloud-aggregator.log | cat
        ```
        ```sh
        echo never reached
        ```
        """));

    assertThat(run.status()).isNotZero();
    assertThat(run.failedAt()).isEqualTo(11);
    assertThat(run.output()).contains("\"status\":\"UP\"").doesNotContain("never reached");
  }

  @Test
  void requiresAReasonToSkipABlock() {
    ShellBlocks excused =
        ShellBlocks.of("<!-- not run: it needs a cluster -->\n```sh\nfalse\n```\n");
    ShellBlocks bare = ShellBlocks.of("<!-- not run: -->\n```sh\nfalse\n```\n");

    assertThat(excused.count()).isZero();
    assertThat(excused.optedOut()).isEqualTo(1);
    assertThat(bare.count()).isEqualTo(1);
    assertThat(run(bare).status()).isNotZero();
  }

  @Test
  void rejectsAFenceWithoutALanguage() {
    assertThatThrownBy(() -> ShellBlocks.of("```\nmvn verify\n```\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Line 1");
  }
}
