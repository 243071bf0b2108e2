package com.cloudaggregator.persistence.keys;

import com.cloudaggregator.application.keys.KeyReports;
import com.cloudaggregator.application.keys.KeyTaskReport;
import com.cloudaggregator.application.keys.Tally;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The reports on PostgreSQL. */
@Component
final class JpaKeyReports implements KeyReports {
  private final Transactions transactions;
  private final KeyReportJpaRepository reports;

  JpaKeyReports(Transactions transactions, KeyReportJpaRepository reports) {
    this.transactions = transactions;
    this.reports = reports;
  }

  @Override
  public void begin(KeyTask task) {
    transactions.run(
        () -> {
          reports.deleteKeys(Codes.of(task));
          reports.begin(Codes.of(task));
        });
  }

  @Override
  public void update(KeyTask task, Map<String, Tally> soFar) {
    transactions.run(
        () -> {
          soFar.forEach(
              (key, tally) -> reports.note(Codes.of(task), key, tally.good(), tally.bad()));
          reports.noteRun(Codes.of(task), false);
        });
  }

  @Override
  public void end(KeyTask task) {
    transactions.run(() -> reports.noteRun(Codes.of(task), true));
  }

  @Override
  public void request(KeyTask task) {
    transactions.run(() -> reports.request(Codes.of(task)));
  }

  @Override
  public boolean isDue(KeyTask task, Duration every) {
    return transactions.read(() -> reports.isDue(Codes.of(task), every.toMillis()));
  }

  @Override
  public Optional<KeyTaskReport> findLast(KeyTask task) {
    List<KeyReportEntity> lines = transactions.read(() -> reports.findByTask(Codes.of(task)));
    return lines.stream()
        .filter(KeyReportEntity::isRun)
        .findFirst()
        .map(
            run ->
                new KeyTaskReport(
                    run.startedAt(),
                    run.notedAt(),
                    run.hasEnded(),
                    lines.stream()
                        .filter(line -> !line.isRun())
                        .collect(
                            Collectors.toMap(KeyReportEntity::keyId, KeyReportEntity::tally))));
  }

  @Override
  public void markPending(KeyTask task) {
    transactions.run(() -> reports.startWait(Codes.of(task)));
  }

  @Override
  public void clearPending(KeyTask task) {
    transactions.run(() -> reports.endWait(Codes.of(task)));
  }

  @Override
  public Duration pendingFor(KeyTask task) {
    return Duration.ofMillis(transactions.read(() -> reports.waitMillis(Codes.of(task))));
  }
}
