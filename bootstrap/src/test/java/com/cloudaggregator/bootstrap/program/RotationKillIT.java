package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.persistence.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rotates a vault key and kills the process during the re-encryption. {@link RotationBenchmark}
 * does it at full size.
 */
@Order(9)
class RotationKillIT {
  private static final int ROWS = 5_000;

  @Test
  void continuesWithoutErrorsAfterTheProcessIsKilled(@TempDir Path logs)
      throws SQLException, InterruptedException {
    try (TestDatabase.Database database = TestDatabase.migratedDatabase()) {
      Rotation.Figures seen = new Rotation(ROWS, logs, Duration.ofMinutes(3), database).run();

      assertThat(seen.movedBeforeTheKill()).isLessThan(ROWS);
    }
  }
}
