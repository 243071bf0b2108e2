package com.cloudaggregator.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.KeyReports.Report;
import com.cloudaggregator.application.port.KeyReports.Tally;
import com.cloudaggregator.application.port.KeyReports.Task;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of reports promises: {@link KeyReports}. */
public abstract class KeyReportsContract {
  private static final Duration DAY = Duration.ofDays(1);

  protected abstract KeyReports reports();

  private Report last() {
    return reports().last(Task.VERIFY).orElseThrow();
  }

  @BeforeEach
  void begin() {
    reports().begin(Task.VERIFY);
  }

  @Test
  void tellsTheFiguresThatWereNotedLast() {
    reports().note(Task.VERIFY, Map.of("k1", new Tally(1, 0)));
    reports().note(Task.VERIFY, Map.of("k1", new Tally(3, 1), "k2", new Tally(5, 0)));

    assertThat(last().byKey()).isEqualTo(Map.of("k1", new Tally(3, 1), "k2", new Tally(5, 0)));
    assertThat(last().ended()).isFalse();
  }

  @Test
  void forgetsThemWhenARunBegins() {
    reports().note(Task.VERIFY, Map.of("k1", new Tally(1, 0)));
    reports().begin(Task.VERIFY);

    assertThat(last().byKey()).isEmpty();
  }

  @Test
  void isDueUntilARunEndedAndWhenOneIsAskedFor() {
    assertThat(reports().isDue(Task.VERIFY, DAY)).isTrue();

    reports().note(Task.VERIFY, Map.of("k1", new Tally(1, 0)));
    reports().end(Task.VERIFY);

    assertThat(last().ended()).isTrue();
    assertThat(reports().isDue(Task.VERIFY, DAY)).isFalse();
    assertThat(reports().isDue(Task.VERIFY, Duration.ZERO)).isTrue();

    reports().request(Task.VERIFY);

    assertThat(reports().isDue(Task.VERIFY, DAY)).isTrue();
    assertThat(last().byKey()).containsKey("k1");
  }

  /** Told by the time that has passed at least, since the store has a clock of its own. */
  @Test
  void tellsSinceWhenThereIsSomethingToDoHoweverOftenThatIsSaid() {
    reports().rests(Task.VERIFY);
    assertThat(reports().waitedFor(Task.VERIFY)).isZero();

    reports().waits(Task.VERIFY);
    letTimePass();
    Duration first = reports().waitedFor(Task.VERIFY);
    reports().waits(Task.VERIFY);
    reports().begin(Task.VERIFY);

    assertThat(first).isPositive();
    assertThat(reports().waitedFor(Task.VERIFY)).isGreaterThanOrEqualTo(first);
    assertThat(reports().waitedFor(Task.REENCRYPT)).isZero();

    reports().rests(Task.VERIFY);

    assertThat(reports().waitedFor(Task.VERIFY)).isZero();
  }

  /** So that what was noted before is older than now. */
  protected abstract void letTimePass();

  @Test
  void keepsTasksApart() {
    reports().begin(Task.REENCRYPT);
    reports().end(Task.REENCRYPT);

    assertThat(reports().isDue(Task.VERIFY, DAY)).isTrue();
    assertThat(reports().isDue(Task.REENCRYPT, DAY)).isFalse();
  }
}
