package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The build and the scripts work where {@code java} is older than 25, without {@code JAVA_HOME}, if
 * a JDK 25 is installed.
 */
class InstalledJavaTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path DEPLOY = TOP.resolve("deploy");

  /** A Java 17, which is first on the PATH. */
  @TempDir private Path home;

  private record Run(int status, String output) {}

  @BeforeEach
  void installAnOldJava() throws IOException {
    java(home.resolve("bin"), "17.0.15");
  }

  @Test
  void scriptsFindAnInstalledJdk() throws Exception {
    Path sdkman = java(home.resolve(".sdkman/candidates/java/25.0.1-tem/bin"), "25.0.1");

    Run run = bash(". deploy/common.sh; echo \"$java\"; \"$java\" -version");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).doesNotStartWith(home.resolve("bin").toString());
    // The machine may have a JDK in /usr/lib/jvm, which is preferred.
    assertThat(run.output().lines().findFirst().orElseThrow())
        .satisfiesAnyOf(
            java -> assertThat(java).isEqualTo(sdkman.toString()),
            java -> assertThat(java).startsWith("/usr/lib/jvm/"),
            java -> assertThat(java).contains("JavaVirtualMachines"));
    assertThat(run.output()).containsPattern(" version \"(2[5-9]|[3-9]\\d)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA=%s/chosen/java", "JAVA_HOME=%s/chosen PATH=/usr/bin:/bin"})
  void prefersTheJavaOfTheEnvironment(String environment) throws Exception {
    java(home.resolve("chosen"), "25");
    java(home.resolve("chosen/bin"), "25");

    Run run =
        bash("export " + environment.formatted(home) + "; . deploy/common.sh; echo \"$java\"");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).startsWith(home.resolve("chosen").toString());
  }

  /** The stand-in prints the directory to unpack into, and its locale. */
  @Test
  void startUnpacksIntoTheCacheDirectoryAndReadsVariablesAsUtf8() throws Exception {
    Path java = java(home.resolve("chosen"), "25");
    Files.writeString(java, "echo \"$LC_ALL: $*\"\n", StandardOpenOption.APPEND);
    Path jar = Files.createFile(home.resolve("program.jar"));

    Run run =
        bash(
            "export LANG=C JAVA=%s JAR=%s CACHE_DIRECTORY=%s; bash deploy/start --some=argument"
                .formatted(java, jar, home.resolve("cache")));

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output())
        .contains(
            "C.UTF-8: ",
            "-XX:AOTCache=" + home.resolve("cache/program/app.aot"),
            "-jar " + home.resolve("cache/program/program.jar") + " --some=argument");
  }

  static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(DEPLOY)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".sh"))
          .map(TOP::relativize)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void everyScriptPrintsItsUsage(Path script) throws Exception {
    Run run = bash("bash " + script + " --help");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).contains("bash " + script).doesNotContain("set -euo");
  }

  /** Steps after the build, such as the formatter, may need a JDK 25 for Maven itself. */
  @Test
  void ciKeepsTheEnvironment() throws IOException {
    String run = Files.readString(TOP.resolve(".ci/run"));
    int build = run.indexOf(" verify\n");

    assertThat(build).isPositive();
    assertThat(run.substring(0, build)).contains("\nmvn ").doesNotContain("JAVA_HOME");
  }

  /**
   * With more than one fork, Surefire and Failsafe load test classes in Maven's own JVM, which may
   * be Java 17.
   */
  @Test
  void testsRunInOneForkForEachModule() throws IOException {
    try (Stream<Path> modules = Files.list(TOP)) {
      List<Path> poms =
          Stream.concat(Stream.of(TOP), modules)
              .map(module -> module.resolve("pom.xml"))
              .filter(Files::exists)
              .toList();
      assertThat(poms)
          .hasSizeGreaterThan(1)
          .allSatisfy(pom -> assertThat(pom).content().doesNotContain("forkCount>"));
    }
  }

  private static Path java(Path directory, String version) throws IOException {
    Path java = Files.createDirectories(directory).resolve("java");
    Files.writeString(
        java, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2025-04-15' >&2\n");
    return Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run bash(String script) throws IOException, InterruptedException {
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
            .directory(TOP.toFile())
            .redirectErrorStream(true);
    bash.environment().keySet().removeAll(List.of("JAVA", "JAVA_HOME"));
    bash.environment().put("HOME", home.toString());
    bash.environment()
        .merge("PATH", home.resolve("bin").toString(), (path, first) -> first + ":" + path);
    Process process = bash.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }
}
