package com.cloudaggregator.application.port;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The last report of each task. */
public final class InMemoryKeyReports implements KeyReports {
  private final Map<Task, Report> reports = new EnumMap<>(Task.class);
  private final Map<Task, Instant> waits = new EnumMap<>(Task.class);
  private final Clock clock;

  public InMemoryKeyReports(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void begin(Task task) {
    reports.put(task, new Report(now(), now(), false, Map.of()));
  }

  @Override
  public synchronized void note(Task task, Map<String, Tally> soFar) {
    last(task).ifPresent(report -> reports.put(task, new Report(report.startedAt(), now(), false, soFar)));
  }

  @Override
  public synchronized void end(Task task) {
    ended(task, true);
  }

  @Override
  public synchronized void request(Task task) {
    reports.putIfAbsent(task, new Report(now(), now(), false, Map.of()));
    ended(task, false);
  }

  private void ended(Task task, boolean ended) {
    last(task).ifPresent(report -> reports.put(
        task, new Report(report.startedAt(), ended ? now() : report.notedAt(), ended, report.byKey())));
  }

  @Override
  public synchronized boolean isDue(Task task, Duration every) {
    return last(task).filter(Report::ended).filter(report -> report.notedAt().isAfter(now().minus(every))).isEmpty();
  }

  @Override
  public synchronized Optional<Report> last(Task task) {
    return Optional.ofNullable(reports.get(task));
  }

  @Override
  public synchronized void waits(Task task) {
    waits.putIfAbsent(task, now());
  }

  @Override
  public synchronized void rests(Task task) {
    waits.remove(task);
  }

  @Override
  public synchronized Duration waitedFor(Task task) {
    return Duration.between(waits.getOrDefault(task, now()), now());
  }

  private Instant now() {
    return clock.instant();
  }
}
