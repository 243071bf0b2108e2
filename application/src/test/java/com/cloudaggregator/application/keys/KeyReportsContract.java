package com.cloudaggregator.application.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.keys.KeyReports.KeyTask;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract of {@link KeyReports}, run against every implementation. */
public abstract class KeyReportsContract {
  private static final Duration DAY = Duration.ofDays(1);

  protected abstract KeyReports reports();

  private KeyTaskReport last() {
    return reports().findLast(KeyTask.VERIFY).orElseThrow();
  }

  @BeforeEach
  void begin() {
    reports().begin(KeyTask.VERIFY);
  }

  @Test
  void returnsTheLatestCounts() {
    reports().update(KeyTask.VERIFY, Map.of("k1", new Tally(1, 0)));
    reports().update(KeyTask.VERIFY, Map.of("k1", new Tally(3, 1), "k2", new Tally(5, 0)));

    assertThat(last().byKey()).isEqualTo(Map.of("k1", new Tally(3, 1), "k2", new Tally(5, 0)));
    assertThat(last().ended()).isFalse();
  }

  @Test
  void discardsTheCountsWhenARunBegins() {
    reports().update(KeyTask.VERIFY, Map.of("k1", new Tally(1, 0)));
    reports().begin(KeyTask.VERIFY);

    assertThat(last().byKey()).isEmpty();
  }

  @Test
  void isDueUntilARunEndsAndWhenRequested() {
    assertThat(reports().isDue(KeyTask.VERIFY, DAY)).isTrue();

    reports().update(KeyTask.VERIFY, Map.of("k1", new Tally(1, 0)));
    reports().end(KeyTask.VERIFY);

    assertThat(last().ended()).isTrue();
    assertThat(reports().isDue(KeyTask.VERIFY, DAY)).isFalse();
    assertThat(reports().isDue(KeyTask.VERIFY, Duration.ZERO)).isTrue();

    reports().request(KeyTask.VERIFY);

    assertThat(reports().isDue(KeyTask.VERIFY, DAY)).isTrue();
    assertThat(last().byKey()).containsKey("k1");
  }

  /** Compares lower bounds of elapsed time, since the store has its own clock. */
  @Test
  void measuresPendingTimeFromTheFirstMark() {
    reports().clearPending(KeyTask.VERIFY);
    assertThat(reports().pendingFor(KeyTask.VERIFY)).isZero();

    reports().markPending(KeyTask.VERIFY);
    letTimePass();
    Duration first = reports().pendingFor(KeyTask.VERIFY);
    reports().markPending(KeyTask.VERIFY);
    reports().begin(KeyTask.VERIFY);

    assertThat(first).isPositive();
    assertThat(reports().pendingFor(KeyTask.VERIFY)).isGreaterThanOrEqualTo(first);
    assertThat(reports().pendingFor(KeyTask.REENCRYPT)).isZero();

    reports().clearPending(KeyTask.VERIFY);

    assertThat(reports().pendingFor(KeyTask.VERIFY)).isZero();
  }

  /** Lets time pass, so that earlier notes are older than now. */
  protected abstract void letTimePass();

  @Test
  void keepsTasksSeparate() {
    reports().begin(KeyTask.REENCRYPT);
    reports().end(KeyTask.REENCRYPT);

    assertThat(reports().isDue(KeyTask.VERIFY, DAY)).isTrue();
    assertThat(reports().isDue(KeyTask.REENCRYPT, DAY)).isFalse();
  }
}
