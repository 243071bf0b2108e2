package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.persistence.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * {@link RotationKillIT} with a million rows. Writes {@code bootstrap/target/rotation-benchmark.md}
 * and the logs of both processes. Run it with
 *
 * <pre>
 * mvn -q verify -pl bootstrap -am -Dtest=none -Dit.test=RotationBenchmark -Dbenchmark.rows=1000000 \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
class RotationBenchmark {
  private static final int ROWS = Integer.getInteger("benchmark.rows", 1_000_000);

  @Test
  void rotates() throws IOException, SQLException, InterruptedException {
    try (TestDatabase.Database database = TestDatabase.migratedDatabase()) {
      Rotation.Figures seen =
          new Rotation(ROWS, Path.of("target"), Duration.ofHours(2), database).run();

      Files.write(
          Path.of("target", "rotation-benchmark.md"),
          List.of(
              "| what | figure |",
              "| --- | --- |",
              row("rows, two secrets of 300 bytes each", "%,d", ROWS),
              row("moved when the process was killed", "%,d", seen.movedBeforeTheKill()),
              row("moved in a second, both runs", "%,.0f", seen.perSecond()),
              row("seconds of moving, the outage left out", "%,d", seen.moving().toSeconds()),
              row("rows of a plain UPDATE in a second", "%,.0f", seen.plainPerSecond()),
              row("ratio", "%s", seen.ratio()),
              row("seconds until everything was opened once", "%,d", seen.verifying().toSeconds()),
              row("connections beside it, none failed", "%,d", seen.connects()),
              row("access tokens beside it, none failed", "%,d", seen.reads()),
              row(
                  "requests that failed because of the kill or while the program was down",
                  "%,d",
                  seen.cutOff()),
              row("runs of jobs that the store refused", "%,d", seen.waits())));
      assertThat(seen.waits()).isZero();
    }
  }

  private static String row(String what, String format, Object figure) {
    return "| %s | %s |".formatted(what, String.format(Locale.ROOT, format, figure));
  }
}
