package com.cloudaggregator.persistence.keys;

import com.cloudaggregator.application.keys.Tally;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/**
 * A line in the report of a task: one for each key, and one with an empty key for the run itself.
 */
@Entity
@Immutable
@IdClass(KeyReportEntity.Key.class)
@Table(name = "vault_key_reports")
class KeyReportEntity {
  @Id
  @Column(name = "task")
  private String task;

  @Id
  @Column(name = "key_id")
  private String keyId;

  @Column(name = "good", nullable = false)
  private long good;

  @Column(name = "bad", nullable = false)
  private long bad;

  @Column(name = "started_at", nullable = false)
  private Instant startedAt;

  @Column(name = "noted_at", nullable = false)
  private Instant notedAt;

  @Column(name = "ended", nullable = false)
  private boolean ended;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected KeyReportEntity() {}

  /** The primary key. */
  record Key(String task, String keyId) {}

  boolean isRun() {
    return keyId.isEmpty();
  }

  String keyId() {
    return keyId;
  }

  Tally tally() {
    return new Tally(good, bad);
  }

  Instant startedAt() {
    return startedAt;
  }

  Instant notedAt() {
    return notedAt;
  }

  boolean hasEnded() {
    return ended;
  }
}
