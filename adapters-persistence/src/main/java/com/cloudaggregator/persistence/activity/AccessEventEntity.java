package com.cloudaggregator.persistence.activity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** An owner lost access to an account, or regained it by signing in. */
@Entity
@Immutable
@IdClass(AccessEventEntity.Key.class)
@Table(name = "account_access_events")
class AccessEventEntity {
  @Id
  @Column(name = "account_id")
  private UUID accountId;

  @Id
  @Column(name = "epoch")
  private long epoch;

  /** Counts the events of an epoch from 1. */
  @Id
  @Column(name = "turn")
  private long turn;

  @Column(name = "user_id", nullable = false)
  private String userId;

  @Column(name = "kind", nullable = false)
  private String kind;

  @Column(name = "at", nullable = false)
  private Instant at;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected AccessEventEntity() {}

  /** The primary key. */
  record Key(UUID accountId, long epoch, long turn) {}
}
