package com.cloudaggregator.application.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reports of key tasks in memory. */
public final class InMemoryKeyReports implements KeyReports {
  private final Map<KeyTask, KeyTaskReport> reports = new EnumMap<>(KeyTask.class);
  private final Map<KeyTask, Instant> waits = new EnumMap<>(KeyTask.class);
  private final Clock clock;

  public InMemoryKeyReports(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void begin(KeyTask task) {
    reports.put(task, new KeyTaskReport(now(), now(), false, Map.of()));
  }

  @Override
  public synchronized void update(KeyTask task, Map<String, Tally> soFar) {
    findLast(task)
        .ifPresent(
            report ->
                reports.put(task, new KeyTaskReport(report.startedAt(), now(), false, soFar)));
  }

  @Override
  public synchronized void end(KeyTask task) {
    ended(task, true);
  }

  @Override
  public synchronized void request(KeyTask task) {
    reports.putIfAbsent(task, new KeyTaskReport(now(), now(), false, Map.of()));
    ended(task, false);
  }

  private void ended(KeyTask task, boolean ended) {
    findLast(task)
        .ifPresent(
            report ->
                reports.put(
                    task,
                    new KeyTaskReport(
                        report.startedAt(),
                        ended ? now() : report.updatedAt(),
                        ended,
                        report.byKey())));
  }

  @Override
  public synchronized boolean isDue(KeyTask task, Duration every) {
    return findLast(task)
        .filter(KeyTaskReport::ended)
        .filter(report -> report.updatedAt().isAfter(now().minus(every)))
        .isEmpty();
  }

  @Override
  public synchronized Optional<KeyTaskReport> findLast(KeyTask task) {
    return Optional.ofNullable(reports.get(task));
  }

  @Override
  public synchronized void markPending(KeyTask task) {
    waits.putIfAbsent(task, now());
  }

  @Override
  public synchronized void clearPending(KeyTask task) {
    waits.remove(task);
  }

  @Override
  public synchronized Duration pendingFor(KeyTask task) {
    return Duration.between(waits.getOrDefault(task, now()), now());
  }

  private Instant now() {
    return clock.instant();
  }
}
