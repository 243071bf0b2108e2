package com.cloudaggregator.bootstrap.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.housekeeping.Housekeeping;
import com.cloudaggregator.application.port.Purge;
import com.cloudaggregator.domain.event.StorageFault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a run leaves in the metrics. */
class HousekeepingRunsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicBoolean away = new AtomicBoolean();
  private final HousekeepingRuns runs = new HousekeepingRuns(
      new Housekeeping(new Three(), Duration.ofDays(90)), Duration.ofMinutes(10), meters,
      Clock.fixed(NOW, ZoneOffset.UTC));

  private final class Three implements Purge {
    private int rows(int rows) {
      if (away.get()) {
        throw new StorageException(
            new StorageFault(StorageFault.Kind.UNAVAILABLE, "SQLTransientConnectionException", null, "away", null),
            new IOException("away"));
      }
      return rows;
    }

    @Override
    public int usedStates(int limit) {
      return rows(3);
    }

    @Override
    public int transferRequests(Duration age, int limit) {
      return rows(2);
    }

    @Override
    public int evidence(Duration age, int limit) {
      return rows(1);
    }
  }

  @AfterEach
  void stop() {
    runs.destroy();
  }

  private double lastSuccess() {
    return meters.get("cloud.aggregator.housekeeping.last.success").gauge().value();
  }

  private double removed(String kind) {
    return meters.get("cloud.aggregator.housekeeping.removed").tag("kind", kind).counter().count();
  }

  @Test
  void countsWhatItRemovedAndWhenItLastDid() {
    assertThat(lastSuccess()).isZero();

    runs.run();
    runs.run();

    assertThat(removed("used_states")).isEqualTo(6);
    assertThat(removed("transfer_requests")).isEqualTo(4);
    assertThat(removed("evidence")).isEqualTo(2);
    assertThat(lastSuccess()).isEqualTo(NOW.getEpochSecond());
    assertThat(meters.get("cloud.aggregator.housekeeping").timer().count()).isEqualTo(2);
  }

  @Test
  void aStoreThatIsAwayIsNoSuccessAndNoEnd() {
    away.set(true);
    runs.run();
    assertThat(lastSuccess()).isZero();

    away.set(false);
    runs.run();
    assertThat(lastSuccess()).isEqualTo(NOW.getEpochSecond());
  }
}
