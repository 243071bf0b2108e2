package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.InstalledProgram;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/installation.md}, followed word by word: an empty server, and at the end a program
 * that is found sound.
 */
class InstallationGuideIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void leadsFromNothingToASoundInstallation() throws Exception {
    try (var guide = new InstallationGuide(directory, "guide")) {
      guide.makeTheDatabase();

      ShellBlocks.Run prepared = guide.run(2, 3);

      assertThat(prepared.status()).as(prepared.output()).isZero();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(guide.environment())))
          .isEqualTo("rw-------");

      int port = Program.freePort();
      Path log = directory.resolve("log");
      Process program =
          guide.start(Map.of(), log, "--server.port=" + port, "--management.server.port=" + port);
      try {
        URI base = URI.create("http://localhost:" + port);
        await().atMost(PATIENCE).until(() -> !program.isAlive() || answers(base));
        assertThat(program.isAlive()).as(Files.readString(log)).isTrue();
        assertThat(new Browser(base, null).get("/login").body()).contains("Sign in");
        assertThat(new Browser(base, null).get("/me/cloud-status").statusCode()).isEqualTo(401);

        ShellBlocks.Run proven = guide.run(5);

        assertThat(proven.status()).as(proven.output()).isZero();
        assertThat(proven.output()).contains("ok           unique index", "No check failed.");
      } finally {
        program.destroy();
        program.waitFor();
      }
    }
  }

  @Test
  void theUnitIsValidAndConfinesTheProgram() throws Exception {
    try (var guide = new InstallationGuide(directory, "unit")) {
      Path unit = directory.resolve("cloud-aggregator.service");
      Files.writeString(unit, guide.block("ini", "[Service]"));

      assertThat(systemdAnalyze("verify", "--man=no", unit.toString())).isEmpty();
      // 0 to 10; without the restrictions this unit has 9.2.
      systemdAnalyze("security", "--offline=true", "--threshold=30", unit.toString());
      assertThat(Files.readString(unit))
          .contains("[Install]\nWantedBy=", "SuccessExitStatus=143", "After=network-online.target");
    }
  }

  /** What it prints; it fails unless the command succeeds. */
  private static String systemdAnalyze(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(InstalledProgram.require("systemd", "systemd-analyze").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static boolean answers(URI base) {
    try {
      return new Browser(base, null).get("/actuator/health/readiness").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }
}
