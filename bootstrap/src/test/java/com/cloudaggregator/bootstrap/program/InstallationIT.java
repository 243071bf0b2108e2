package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.CloudAggregator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --verify-installation} next to a running program: a separate process with the rights of
 * the runtime role.
 */
class InstallationIT {
  private static final String INDEX = "uniq_cloud_provider_accounts_global";

  @TempDir private static Path directory;

  private static Program program;

  @BeforeAll
  static void start() {
    program = Program.start();
    program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  private record Run(int status, String output) {}

  private static Run verify(String... arguments) {
    List<String> command = StartedProgram.command(CloudAggregator.class);
    command.add("--verify-installation");
    command.add("--spring.profiles.active=demo");
    command.addAll(program.configuration());
    command.addAll(Arrays.asList(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
      return new Run(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Every row of every table, except those that the running program updates continuously: the
   * schedule of its jobs, and its report that it is running.
   */
  private static List<String> everything() {
    List<String> rows = new ArrayList<>();
    for (String table :
        program.rows(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                + " AND tablename NOT IN ('scheduled_tasks', 'node_key_rings') ORDER BY 1")) {
      program
          .rows("SELECT t::text FROM " + table + " t ORDER BY 1")
          .forEach(row -> rows.add(table + " " + row));
    }
    return rows;
  }

  @Test
  void reportsASoundInstallationWithoutChangingIt() throws IOException {
    Path token =
        Files.writeString(directory.resolve("token"), Program.bearer("olga", "operator") + "\n");
    List<String> before = everything();

    Run run = verify("--operator-token-file=" + token);

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output())
        .contains(
            "ok           read-only transactions",
            "ok           unique index: " + INDEX,
            "ok           runtime role:")
        .contains("ok           migrations: all", "ok           log com.cloudaggregator.ownership")
        .contains("ok           running program: 14 criteria", "ok           metrics:")
        .contains("provider=onedrive provider_account_id=" + DemoAccounts.ANA_ONEDRIVE_ID)
        .contains(
            "[ONEDRIVE][23505] Ownership conflict: provider_account_id="
                + DemoAccounts.ANA_ONEDRIVE_ID)
        .contains("No check failed.")
        .doesNotContain("FAILED", "not checked", "eyJ");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void reportsABrokenIndexAnExtraRightAndAHiddenLogTogether() {
    program.sql("ALTER INDEX " + INDEX + " RENAME TO uniq_by_another_name");
    program.sql("GRANT CREATE ON SCHEMA public TO " + program.runtimeRole());
    program.sql("UPDATE databasechangelog SET id = 'gone' WHERE id = '0001-table'");
    try {
      Run run = verify("--logging.level.com.cloudaggregator.ownership=error");

      assertThat(run.status()).as(run.output()).isEqualTo(1);
      assertThat(run.output())
          .contains("FAILED       unique index: " + INDEX + ": it is missing")
          .contains("FAILED       runtime role: it can create tables")
          .contains("FAILED       migrations: these have not run: cloud-aggregator:0001-table")
          .contains(
              "FAILED       log com.cloudaggregator.ownership: its level filters out the log lines about 23505")
          .contains("not checked  running program: no operator token");
    } finally {
      program.sql("ALTER INDEX uniq_by_another_name RENAME TO " + INDEX);
      program.sql("REVOKE CREATE ON SCHEMA public FROM " + program.runtimeRole());
      program.sql("UPDATE databasechangelog SET id = '0001-table' WHERE id = 'gone'");
    }
  }

  @Test
  void distinguishesATokenWithoutTheRoleFromAnInvalidOne() throws IOException {
    Path users = Files.writeString(directory.resolve("user"), Program.bearer("alice"));
    assertThat(
            verify(
                "--operator-token-file=" + users, "--cloud-aggregator.logging.identifiers=hashed"))
        .satisfies(run -> assertThat(run.status()).isEqualTo(1))
        .satisfies(
            run ->
                assertThat(run.output())
                    .contains(
                        "FAILED       running program:",
                        "answered 403",
                        "has to have the role operator",
                        "hashed: search for the hash")
                    .doesNotContain(
                        "[23505] Ownership conflict: provider_account_id="
                            + DemoAccounts.ANA_ONEDRIVE_ID));
  }
}
